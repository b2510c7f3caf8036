#!/usr/bin/perl
# The first, and only, process of the micro virtual machine. It loads modules from /modules, says hello on the virtio port, and
# then does what it is asked for, one request after the other, without ever starting a program or following a link.
#
# request:  N length, then fields as (N/a*)*: the name of an operation and its arguments; numbers are decimal text
# answer:   frames of N length, C kind, payload: 0 more follows, 1 the last, 2 failed (N errno, text)
# A node is N/a* name, N mode, N uid, N gid, Q> size, N/a* target of a link, q> time of the last change,
# Q> what names of the same file share, 0 where it has one.

my ($MORE, $LAST, $FAILED) = (0, 1, 2);
my ($ENOENT, $ENXIO, $EEXIST, $ENOTDIR, $EISDIR, $ENAMETOOLONG, $ELOOP, $ENODATA) = (2, 6, 17, 20, 21, 36, 40, 61);
my ($IFMT, $IFDIR, $IFREG, $IFLNK) = (0170000, 0040000, 0100000, 0120000);
my $MOST_NAMES = 1_000_000;
my ($disk, $log, $port, $output, $here);

sub call { my ($number, @arguments) = @_; return syscall($number, @arguments) }
sub mount { call(165, @_) }
sub power_off { call(169, 0xfee1dead, 672274793, 0x4321fedc, 0) while 1 }
sub fail { die +{ errno => $_[0] // $! + 0, text => $_[1] // '' } }

sub get {
    my ($length) = @_;
    my $bytes = '';
    while (length $bytes < $length) {
        # Nobody on the other side any more: the machine has no purpose.
        sysread($port, $bytes, $length - length $bytes, length $bytes) or power_off();
    }
    return $bytes;
}

sub put {
    my ($kind, $payload) = @_;
    my $frame = pack('NC', 1 + length $payload, $kind) . $payload;
    # A write waits for somebody to come and read it, for ever; but nobody comes who was not there from the start.
    alarm 60;
    for (my $done = 0; $done < length $frame;) {
        $done += syswrite($port, $frame, length($frame) - $done, $done) || power_off();
    }
    alarm 0;
}

# Goes into the folder of a path, following no link; gives the last name of it.
sub enter {
    my ($volume, $path) = @_;
    my ($folder, $name) = $path =~ m{^/(?:(.*)/)?([^/]*)$}s;
    $folder = '.' if !length $folder;
    $name = '.' if !length $name;
    return $name if $here eq "$volume/$folder";
    $here = '';
    chdir("/volumes/$volume") or fail();
    # O_PATH | O_DIRECTORY | O_CLOEXEC; no mount point, magic link or link on the way, and nothing above.
    my $how = pack('QQQ', 0x200000 | 0x10000 | 0x80000, 0, 1 | 2 | 4 | 8);
    my $handle = call(437, -100, $folder, $how, length $how);
    fail() if $handle < 0;
    my $failed = call(81, $handle);
    my $errno = $! + 0;
    call(3, $handle);
    fail($errno) if $failed;
    $here = "$volume/$folder";
    return $name;
}

sub node {
    my ($name, $shown) = @_;
    my @stat = lstat($name);
    return if !@stat;
    my $target = ($stat[2] & $IFMT) == $IFLNK ? readlink($name) : '';
    # Inodes are counted in each subvolume of btrfs, which is a device of its own.
    my $identity = ($stat[2] & $IFMT) == $IFREG && $stat[3] > 1 ? $stat[1] ^ $stat[0] << 48 : 0;
    return pack('N/a* NNN Q> N/a* q> Q>', $shown // $name, @stat[2, 4, 5, 7], $target, $stat[9], $identity);
}

# Whether an error means that there is no such thing.
sub is_absent { return ref $@ && grep { $@->{errno} == $_ } $ENOENT, $ENOTDIR, $ENAMETOOLONG, $ELOOP }

# All nodes of the folder that we are in, in frames of a size that nobody minds.
sub each_batch {
    my ($take) = @_;
    opendir(my $folder, '.') or fail();
    my ($batch, $count) = ('', 0);
    while (defined(my $name = readdir $folder)) {
        next if $name eq '.' || $name eq '..';
        fail(75, 'the folder has more than a million names') if ++$count > $MOST_NAMES;
        $batch .= node($name);
        if (length $batch > 1 << 18) { $take->($batch); $batch = '' }
    }
    $take->($batch);
}

# Opens the regular file of a name: O_RDONLY | O_NONBLOCK | O_NOFOLLOW.
sub open_file {
    my ($name) = @_;
    sysopen(my $file, $name, 0x800 | 0x20000) or fail();
    fail($EISDIR) if ((stat $file)[2] & $IFMT) != $IFREG;
    return $file;
}

sub read_part {
    my ($file, $length) = @_;
    my $bytes = '';
    while (length $bytes < $length) {
        my $count = sysread($file, $bytes, $length - length $bytes, length $bytes);
        fail() if !defined $count;
        last if !$count;
    }
    return $bytes;
}

# Loads a group of modules, in the order of their names. finit_module
sub load_modules {
    my ($group) = @_;
    opendir(my $folder, "/modules/$group") or return;
    for my $name (sort grep { /^\d/ } readdir $folder) {
        open(my $module, '<', "/modules/$group/$name");
        my $options = '';
        syscall(313, fileno $module, $options, 0) and $! != $EEXIST and syswrite(STDERR, "$name: $!\n");
    }
}

# BLKPG: a part of the disk becomes /dev/vdaN; 1 adds, 2 takes away.
sub partition {
    my ($operation, $number, $start, $length) = @_;
    my $part = pack('q q i a64 a64 x4', $start, $length, $number, '', '');
    my $argument = pack('i i i x4 p', $operation, 0, length $part, $part);
    return ioctl($disk, 0x1269, $argument);
}

# What the file system has to say about its troubles, since the log was last read.
sub kernel_log {
    my @lines;
    while (sysread($log, my $line, 8192)) {
        push @lines, $1 if $line =~ /;((?:XFS|BTRFS|EXT4-fs|I\/O error|Buffer I\/O error).*)/;
    }
    return join('; ', @lines > 4 ? @lines[0 .. 3] : @lines);
}

my %operations = (
    # Kind, start and length on the disk, read-only or not.
    mount => sub {
        my ($volume, $kind, $start, $length, $is_read_only) = @_;
        load_modules($kind);
        kernel_log();
        partition(1, $volume, 0 + $start, 0 + $length) or fail();
        mkdir '/volumes', 0700;
        mkdir "/volumes/$volume", 0700;
        # No set-user-id, devices, programs or access times.
        my $flags = 2 | 4 | 8 | 1024 | ($is_read_only ? 1 : 0);
        # Copies of a disk are told apart by nothing; subvolume 5 holds all others, and a balance that was stopped is the guest's to go on with.
        my $options = { xfs => 'nouuid', btrfs => 'subvolid=5,skip_balance' }->{$kind} // '';
        if (mount("/dev/vda$volume", "/volumes/$volume", $kind, $flags, $options)) {
            my $errno = $! + 0;
            partition(2, $volume, 0, 0);
            fail($errno, kernel_log() || "$!");
        }
        return '';
    },
    unmount => sub {
        my ($volume) = @_;
        $here = '';
        chdir '/';
        close $output if $output;
        undef $output;
        call(166, "/volumes/$volume", 0) and fail($! + 0, kernel_log());
        partition(2, $volume, 0, 0) or fail();
        return '';
    },
    # Brings what was written to the disk; of some of it only into the log. syncfs
    synchronize => sub {
        my ($volume) = @_;
        enter($volume, '/');
        sysopen(my $root, '.', 0x10000) or fail();
        call(306, fileno $root) and fail();
        return '';
    },
    space => sub {
        my ($volume) = @_;
        my $data = "\0" x 256;
        my $path = "/volumes/$volume";
        syscall(137, $path, $data) and fail();
        my (undef, $block, undef, undef, $available) = unpack('q5', $data);
        return pack('Q>', $block * $available);
    },
    find => sub {
        my ($volume, $path) = @_;
        my $name = eval { enter($volume, $path) };
        if (!defined $name) { return '' if is_absent(); die $@ }
        my $node = node($name, $path eq '/' ? '' : $name);
        fail() if !defined $node && $! != $ENOENT && $! != $ENAMETOOLONG;
        return $node // '';
    },
    list => sub {
        my ($volume, $path) = @_;
        enter($volume, $path eq '/' ? '/.' : "$path/.");
        each_batch(sub { put($MORE, $_[0]) });
        return '';
    },
    # What is at a path; of a folder all below it too; and the content of the smaller files, as far as a budget goes.
    # Frames: N path node; L path nodes; F path content.
    tree => sub {
        my ($volume, $path, $largest, $budget) = @_;
        my $name = eval { enter($volume, $path) };
        die $@ if !defined $name && !is_absent();
        my $node = defined $name ? node($name, $path eq '/' ? '' : $name) // '' : '';
        put($MORE, pack('a N/a*', 'N', $path) . $node);
        my (undef, $mode, undef, undef, $size) = unpack('N/a* NNN Q>', $node);
        if (($mode & $IFMT) == $IFREG && $size <= $largest) {
            put($MORE, pack('a N/a*', 'F', $path) . read_part(open_file($name), $size));
        }
        my @folders = ($mode & $IFMT) == $IFDIR ? ($path) : ();
        while (@folders && $budget > 0) {
            my $folder = shift @folders;
            my $prefix = $folder eq '/' ? '' : $folder;
            if (!eval { enter($volume, "$prefix/."); 1 }) { next if is_absent(); die $@ }
            my $nodes = '';
            each_batch(sub { $nodes .= $_[0] });
            $budget -= length $nodes;
            last if $budget < 0;
            put($MORE, pack('a N/a*', 'L', $folder) . $nodes);
            my @nodes = unpack('(N/a* NNN Q> N/a* q> Q>)*', $nodes);
            while (my ($name, $mode, undef, undef, $size) = splice(@nodes, 0, 8)) {
                push @folders, "$prefix/$name" if ($mode & $IFMT) == $IFDIR;
                next if ($mode & $IFMT) != $IFREG || $size > $largest || $size > $budget;
                my $content = read_part(open_file($name), $size);
                put($MORE, pack('a N/a*', 'F', "$prefix/$name") . $content);
                $budget -= length $content;
            }
        }
        return '';
    },
    read => sub {
        my ($volume, $path, $offset, $length) = @_;
        my $file = open_file(enter($volume, $path));
        sysseek($file, $offset, 0) // fail();
        return read_part($file, $length);
    },
    # A file that is there keeps all but its content. O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_NOFOLLOW
    create => sub {
        my ($volume, $path, $mode, $owner, $group) = @_;
        undef $output;
        my $name = enter($volume, $path);
        my @old = lstat($name);
        fail($EEXIST) if @old && ($old[2] & $IFMT) != $IFREG;
        sysopen(my $file, $name, 1 | 0100 | 01000 | 04000 | 0400000, 0600) or fail();
        if (!@old) {
            chown($owner, $group, $file) or fail();
            chmod($mode, $file) or fail();
        }
        $output = $file;
        return '';
    },
    data => sub {
        my ($bytes) = @_;
        fail($ENXIO) if !$output;
        for (my $done = 0; $done < length $bytes;) {
            $done += syswrite($output, $bytes, length($bytes) - $done, $done) || fail();
        }
        return '';
    },
    close => sub {
        fail($ENXIO) if !$output;
        my $closed = close $output;
        undef $output;
        $closed or fail();
        return '';
    },
    folder => sub {
        my ($volume, $path, $mode, $owner, $group) = @_;
        my $name = enter($volume, $path);
        mkdir($name, 0700) or fail();
        chown($owner, $group, $name) or fail();
        chmod($mode, $name) or fail();
        return '';
    },
    link => sub {
        my ($volume, $path, $target) = @_;
        symlink($target, enter($volume, $path)) or fail();
        return '';
    },
    delete => sub {
        my ($volume, $path) = @_;
        my $name = enter($volume, $path);
        my @stat = lstat($name) or fail();
        if (($stat[2] & $IFMT) == $IFDIR) { rmdir($name) or fail(); $here = '' }
        else { unlink($name) or fail() }
        return '';
    },
    attribute => sub {
        my ($volume, $path, $attribute) = @_;
        my $name = enter($volume, $path);
        my $value = "\0" x 65536;
        my $length = syscall(192, $name, $attribute, $value, length $value);
        return "\1" . substr($value, 0, $length) if $length >= 0;
        fail() if $! != $ENODATA;
        return '';
    },
    # Those of some names that there are, each with its value.
    attributes => sub {
        my ($volume, $path, @attributes) = @_;
        my $name = enter($volume, $path);
        my $found = '';
        for my $attribute (@attributes) {
            my $value = "\0" x 65536;
            my $length = syscall(192, $name, $attribute, $value, length $value);
            fail() if $length < 0 && $! != $ENODATA;
            $found .= pack('N/a* N/a*', $attribute, substr($value, 0, $length)) if $length >= 0;
        }
        return $found;
    },
    set_attribute => sub {
        my ($volume, $path, $attribute, $value) = @_;
        call(189, enter($volume, $path), $attribute, $value, length $value, 0) and fail();
        return '';
    },
);

mount('devtmpfs', '/dev', 'devtmpfs', 0, '');
open(STDERR, '>', '/dev/ttyS0');
$SIG{ALRM} = \&power_off;
load_modules('machine');
sysopen($disk, '/dev/vda', 0) or die "the disk is not there: $!";
sysopen($log, '/dev/kmsg', 0x800);
# The port is announced by a message, which takes a moment.
for (1 .. 1000) {
    opendir(my $devices, '/dev');
    my ($name) = grep { /^vport/ } readdir $devices;
    last if defined $name && sysopen($port, "/dev/$name", 2);
    undef $port;
    select(undef, undef, undef, 0.01);
}
$port or die "the port is not there";
put($LAST, 'ready');
while (1) {
    my ($name, @arguments) = unpack('(N/a*)*', get(unpack('N', get(4))));
    my $answer = eval { $operations{$name}->(@arguments) };
    if (defined $answer) { put($LAST, $answer) }
    elsif (ref $@) { put($FAILED, pack('N', $@->{errno}) . $@->{text}) }
    else { put($FAILED, pack('N', 5) . "$name: $@") }
}

#!/usr/bin/env bash
# Makes a Xen host, once: make.sh prints the folder in the cache that start.sh starts hosts from.
#
# In it are Xen, the kernel and the disks of dom0, and in these the state of the host as it was when it had just come up.
# It has to be run as root, since the files of dom0 belong to its users.
set -euo pipefail
# shellcheck source=host.sh
source "$(dirname "${BASH_SOURCE[0]}")/host.sh"

readonly dom0_modules=(
    xen-evtchn xen-gntdev xen-gntalloc xen-privcmd xen-blkback xen-blkfront xen-netback xenfs loop bridge tun nbd
    virtio_pci virtio_blk virtio_net ext4 dm-mod dm-thin-pool dm-snapshot openvswitch
)
readonly boot_modules=(virtio_pci virtio_blk crc32c-intel ext4)

main() {
    local name
    ((EUID == 0)) || fail "a Xen host is made by root only"
    need qemu-system-x86_64 qemu-img mke2fs modprobe depmod cpio xz ssh ssh-keygen
    name="xenhost-$(image_key)"
    [[ -d "$cache/$name" ]] || make_image "$name"
    echo "$cache/$name"
}

# One at a time; whoever waited finds it made.
make_image() {
    local name="$1"
    mkdir -p "$cache"
    exec 9> "$cache/xenhost.lock"
    flock 9
    [[ ! -d "$cache/$name" ]] || return 0
    echo "make.sh: making a Xen host; this is done once, and takes minutes" >&2
    temporary_folder
    kernel="$(newest_kernel)"
    tree="$work/tree" image="$cache/$name.partial"
    rm -rf "$image"
    mkdir "$tree" "$image"
    unpack_tree
    take_kernel
    make_keys
    make_mini
    make_disks
    save_state
    mv "$image" "$cache/$name"
    exec 9>&-
}

unpack_tree() {
    tar --extract --preserve-permissions --numeric-owner --file "$("$xenhost/make-tree.sh")" --directory "$tree"
    rm -rf "$tree"/var/cache/apt/* "$tree"/var/lib/apt/lists/* "$tree"/etc/ssh/ssh_host_*
    gunzip --stdout "$tree"/boot/xen-4.17-amd64.gz > "$image/xen"
    rm -rf "$tree"/boot/*
    cp -r --no-target-directory "$xenhost/root" "$tree"
    ln -sf /bin/busybox "$tree/sbin/init"
    chroot "$tree" passwd --quiet --delete root
    mkdir -p "$tree/lib/modules" "$tree/var/lib/xen/images" "$tree/var/lib/appliance" "$tree/etc/xen/auto"
}

# Xen starts an ELF; unpacking it here spares the emulation that work.
take_kernel() {
    local offset
    offset="$(grep --byte-offset --only-matching --text --perl-regexp '\xfd7zXZ\x00' "/boot/vmlinuz-$kernel" | sed -n '1s/:.*//p')"
    xz --decompress --stdout --single-stream < <(tail --bytes=+$((offset + 1)) "/boot/vmlinuz-$kernel") > "$image/vmlinux"
    copy_modules "$tree" "${dom0_modules[@]}"
    depmod --basedir "$tree" "$kernel"
}

# TARGET MODULE...
copy_modules() {
    local target="$1" file
    shift
    mkdir -p "$target/lib/modules/$kernel"
    cp "/lib/modules/$kernel"/modules.{order,builtin,builtin.modinfo} "$target/lib/modules/$kernel/"
    module_files "$kernel" "$@" | while read -r file; do
        install -D --mode=0644 "$file" "$target$file"
    done
}

# One key opens all hosts, and hosts open each other, as far as they are reached by way of this machine (10.0.2.2).
make_keys() {
    ssh-keygen -q -t ed25519 -N '' -C xenhost -f "$image/id_ed25519"
    ssh-keygen -q -t ed25519 -N '' -C dom0 -f "$tree/etc/ssh/ssh_host_ed25519_key"
    cp "$tree/etc/ssh/ssh_host_ed25519_key.pub" "$image/host_key.pub"
    install -d --mode=0700 "$tree/root/.ssh"
    cp "$image/id_ed25519.pub" "$tree/root/.ssh/authorized_keys"
    cp "$image/id_ed25519" "$tree/root/.ssh/id_ed25519"
    printf '[10.0.2.2]:* %s\n' "$(cut -d' ' -f1,2 "$image/host_key.pub")" > "$tree/root/.ssh/known_hosts"
}

make_mini() {
    local mini="$work/mini"
    mkdir -p "$mini"/{bin,dev,proc,mnt}
    cp "$tree/bin/busybox" "$mini/bin/"
    install --mode=0755 "$xenhost/mini-init" "$mini/init"
    copy_modules "$mini" "${boot_modules[@]}"
    module_files "$kernel" "${boot_modules[@]}" > "$mini/modules"
    (cd "$mini" && find . | cpio --create --format=newc --quiet) > "$image/mini.cpio"
}

# The hosts write to overlays.
make_disks() {
    truncate --size=6G "$image/root.raw"
    mke2fs -q -t ext4 -J size=8 -O ^metadata_csum -E lazy_itable_init=0,nodiscard -m 0 -d "$tree" "$image/root.raw"
    mkdir "$image/first"
    qemu-img create -q -f qcow2 -b ../root.raw -F raw "$image/first/root.qcow2"
    qemu-img create -q -f qcow2 "$image/first/data.qcow2" 8G
}

# Starts the host once, prepares what takes a running kernel, and keeps the disks with the machine's memory in them.
save_state() {
    local first="$image/first"
    mkfifo "$work/monitor"
    trap 'kill "$machine"; rm -rf "$work"' EXIT
    start_first
    ssh -F "$first/ssh_config" first 'make-storage && start-ovs && sync' > /dev/null < /dev/null
    printf 'savevm %s\nquit\n' "$saved_state" >&8
    exec 8>&-
    wait "$machine"
    trap 'rm -rf "$work"' EXIT
    qemu-img snapshot -l "$first/root.qcow2" | grep -qw "$saved_state" || fail "the state was not saved: $(tail -n 5 "$work/qemu.log")"
    find "$first" -type f ! -name '*.qcow2' -delete
}

# Its monitor is descriptor 8.
start_first() {
    local port
    for port in $(shuf --input-range=20000-32000 --head-count=10); do
        run_machine "$image" "$first" "$port" -monitor stdio < "$work/monitor" > "$work/qemu.log" 2>&1 &
        machine=$!
        exec 8> "$work/monitor"
        write_client_files "$image" "$first" "$port" first
        ! wait_for_xl "$first" first 300 "$machine" || return 0
        grep -q 'Could not set up host forwarding' "$work/qemu.log" || break
    done
    fail "dom0 did not come up:"$'\n'"$(tail -n 20 "$work/qemu.log" "$first/console.log")"
}

main

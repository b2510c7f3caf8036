using System.Text;
using Appliance.Guests.FileSystems;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.FileSystems.Ext;

public sealed class ExtFileSystemReadTests
{
    public static TheoryData<string> Features =>
    [
        "-t ext4", "-t ext3", "-t ext2", "-t ext2 -b 1024", "-t ext4 -b 1024", "-t ext4 -b 4096 -I 128", "-t ext4 -O inline_data",
        "-t ext4 -O bigalloc", "-t ext4 -O ^64bit", "-t ext4 -O ^metadata_csum,uninit_bg", "-t ext4 -O metadata_csum_seed",
        "-t ext4 -O sparse_super2", "-t ext4 -O ^flex_bg", "-t ext4 -O meta_bg,^resize_inode", "-t ext4 -O casefold", "-t ext4 -O encrypt",
        "-t ext4 -O large_dir", "-t ext4 -O ea_inode", "-t ext4 -O mmp", "-t ext4 -O project -I 256",
        "-t ext4 -O quota", "-t ext4 -O orphan_file", "-t ext4 -O fast_commit", "-t ext4 -O verity",
    ];

    [NeedsToolTheory("mke2fs")]
    [MemberData(nameof(Features))]
    public void OpenRead_FileSystemsOfManyKinds_ContentIsThatOfTheSource(string options)
    {
        byte[] content = TestDisk.Mixed(3_000_001);
        using ExtImage image = ExtImage.Make("64M", options, root =>
        {
            Directory.CreateDirectory(Path.Combine(root, "etc/deep"));
            File.WriteAllBytes(Path.Combine(root, "etc/deep/large"), content);
            File.WriteAllText(Path.Combine(root, "etc/small"), "small\n");
            File.WriteAllText(Path.Combine(root, "empty"), "");
        });

        image.Read(fileSystem =>
        {
            Assert.Equal(content, ReadAll(fileSystem, "/etc/deep/large"));
            Assert.Equal("small\n"u8, ReadAll(fileSystem, "/etc/small"));
            Assert.Empty(ReadAll(fileSystem, "/empty"));
            Assert.Equal(["deep", "small"], fileSystem.List("/etc").Select(node => node.Name).Order());
            return 0;
        });
    }

    [NeedsToolFact("mke2fs")]
    public void Find_WhatMke2fsPutThere_TypeLengthAndTargetAreTold()
    {
        string slow = new('x', 200);
        using ExtImage image = ExtImage.Make(fill: root =>
        {
            File.WriteAllText(Path.Combine(root, "file"), "123");
            Tool.Run("chmod", "640", Path.Combine(root, "file"));
            File.CreateSymbolicLink(Path.Combine(root, "fast"), "file");
            File.CreateSymbolicLink(Path.Combine(root, "slow"), slow);
            File.CreateSymbolicLink(Path.Combine(root, "link59"), slow[..59]);
            File.CreateSymbolicLink(Path.Combine(root, "link60"), slow[..60]);
        });

        image.Read(fileSystem =>
        {
            FileNode file = fileSystem.Find("/file")!;
            Assert.Equal((FileType.File, 3L, 0x1A0), (file.Type, file.Length, file.Rights.Mode));
            Assert.Equal("file", fileSystem.Find("/fast")!.Target);
            Assert.Equal(slow, fileSystem.Find("/slow")!.Target);
            Assert.Equal(slow[..59], fileSystem.Find("/link59")!.Target);
            Assert.Equal(slow[..60], fileSystem.Find("/link60")!.Target);
            Assert.Equal(FileType.Folder, fileSystem.Find("/")!.Type);
            Assert.Equal("", fileSystem.Find("/")!.Name);
            Assert.Null(fileSystem.Find("/missing"));
            Assert.Null(fileSystem.Find("/file/below"));
            Assert.Null(fileSystem.Find("/fast/below"));
            Assert.Null(fileSystem.Find("/" + new string('n', 256)));
            return 0;
        });
    }

    [NeedsToolFact("mke2fs", "debugfs")]
    public void Find_Owner_All32BitsAreTold()
    {
        using ExtImage image = ExtImage.Make(fill: root => File.WriteAllText(Path.Combine(root, "file"), "1"));
        Tool.Run("debugfs", "-w", "-R", "sif file uid 1234567", image.Path);
        Tool.Run("debugfs", "-w", "-R", "sif file gid 7654321", image.Path);

        FileRights rights = image.Read(fileSystem => fileSystem.Find("/file")!.Rights);

        Assert.Equal((1234567u, 7654321u), (rights.Owner, rights.Group));
    }

    [NeedsToolFact("mke2fs")]
    public void OpenRead_FileWithHoles_HolesAreZeros()
    {
        var content = new byte[20 << 20];
        "middle"u8.CopyTo(content.AsSpan(5_000_003));
        "end"u8.CopyTo(content.AsSpan(content.Length - 3));
        using ExtImage image = ExtImage.Make(fill: root =>
        {
            using FileStream file = File.Create(Path.Combine(root, "sparse"));
            file.Position = 5_000_003;
            file.Write("middle"u8);
            file.Position = content.Length - 3;
            file.Write("end"u8);
        });

        Assert.Equal(content, image.Read(fileSystem => ReadAll(fileSystem, "/sparse")));
    }

    [NeedsToolFact("mke2fs")]
    public void OpenRead_Stream_SeeksLikeAFile()
    {
        byte[] content = TestDisk.RandomBytes(100_000);
        using ExtImage image = ExtImage.Make(fill: root => File.WriteAllBytes(Path.Combine(root, "file"), content));

        image.Read(fileSystem =>
        {
            using Stream stream = fileSystem.OpenRead("/file");
            var part = new byte[5000];
            stream.Seek(-5000, SeekOrigin.End);
            stream.ReadExactly(part);
            Assert.Equal(content[^5000..], part);
            Assert.Equal(0, stream.Read(part));
            stream.Position = 4090;
            stream.ReadExactly(part.AsSpan(0, 13));
            Assert.Equal(content[4090..4103], part[..13]);
            stream.Position = 200_000;
            Assert.Equal(0, stream.Read(part));
            Assert.Throws<IOException>(() => stream.Seek(-1, SeekOrigin.Begin));
            return 0;
        });
    }

    [NeedsToolFact("mke2fs", "debugfs")]
    public void List_NamesThatAreNoText_AreFoundByWhatTheyAreCalled()
    {
        using ExtImage image = ExtImage.Make();
        byte[] commands = [.. "write /dev/null caf"u8, 0xE9, .. "\nwrite /dev/null "u8, .. "\u00e9\u4e2d\ud83d\ude00"u8, (byte)'\n'];
        string script = image.Path + ".commands";
        File.WriteAllBytes(script, commands);
        Tool.Run("debugfs", "-w", "-f", script, image.Path);

        image.Read(fileSystem =>
        {
            string[] names = [.. fileSystem.List("/").Select(node => node.Name).Where(name => name != "lost+found")];
            Assert.Equal(["caf\uDCE9", "\u00e9\u4e2d\ud83d\ude00"], names);
            Assert.All(names, name => Assert.NotNull(fileSystem.Find("/" + name)));
            Assert.Null(fileSystem.Find("/caf\u00e9"));
            return 0;
        });
    }

    [NeedsToolTheory("mke2fs", "debugfs")]
    [InlineData("-t ext4")]
    [InlineData("-t ext4 -I 128")]
    [InlineData("-t ext4 -O ea_inode -b 1024")]
    public void GetAttribute_InInodeBlockOrInodeOfItsOwn_ValueIsRead(string options)
    {
        using ExtImage image = ExtImage.Make(options: options, fill: root =>
        {
            File.WriteAllText(Path.Combine(root, "file"), "1");
            File.WriteAllText(Path.Combine(root, "value"), new string('v', options.Contains("ea_inode") ? 1000 : 900));
        });
        Tool.Run("debugfs", "-w", "-R", "ea_set file security.selinux \"system_u:object_r:etc_t:s0\\000\"", image.Path);
        Tool.Run("debugfs", "-w", "-R", $"ea_set -f {image.Path[..^7]}root/value file user.large", image.Path);

        image.Read(fileSystem =>
        {
            Assert.Equal("system_u:object_r:etc_t:s0\0", Encoding.ASCII.GetString(fileSystem.GetAttribute("/file", "security.selinux")!));
            Assert.Equal(options.Contains("ea_inode") ? 1000 : 900, fileSystem.GetAttribute("/file", "user.large")!.Length);
            Assert.Null(fileSystem.GetAttribute("/file", "security.ima"));
            Assert.All(fileSystem.ReadAttributes("/file"), pair => Assert.Equal(fileSystem.GetAttribute("/file", pair.Key), pair.Value));
            Assert.Superset(new HashSet<string> { "security.selinux", "user.large" }, fileSystem.ReadAttributes("/file").Keys.ToHashSet());
            Assert.Null(fileSystem.GetAttribute("/value", "security.selinux"));
            return 0;
        });
    }

    [NeedsToolFact("mke2fs")]
    public void Open_TwoAtOnceOnTwoThreads_EachReadsItsOwn()
    {
        using ExtImage one = ExtImage.Make(fill: root => File.WriteAllText(Path.Combine(root, "file"), "one"));
        using ExtImage two = ExtImage.Make(fill: root => File.WriteAllText(Path.Combine(root, "file"), "two"));

        Parallel.For(0, 200, i => Assert.Equal(
            i % 2 == 0 ? "one"u8 : "two"u8, (i % 2 == 0 ? one : two).Read(fileSystem => ReadAll(fileSystem, "/file"))));
    }

    [NeedsToolFact("mke2fs")]
    public void OpenRead_AfterDispose_IsRefused()
    {
        using ExtImage image = ExtImage.Make(fill: root => File.WriteAllText(Path.Combine(root, "file"), "one"));

        Stream stream = image.Read(fileSystem => fileSystem.OpenRead("/file"));

        Assert.Throws<ObjectDisposedException>(() => stream.ReadByte());
    }

    internal static byte[] ReadAll(FileSystem fileSystem, string path)
    {
        using Stream stream = fileSystem.OpenRead(path);
        var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}

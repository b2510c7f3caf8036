using System.Buffers.Binary;
using System.Diagnostics;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Ext;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.FileSystems.Ext;

public sealed class ExtHostileTests
{
    private const int Superblock = 1024;

    [NeedsToolTheory("mke2fs")]
    [InlineData(0, 0xFFFFFFFFu, "groups", "inodes of all groups")]
    [InlineData(4, 0xFFFFFFFFu, "blocks of 1024 bytes, and the volume only", "blocks beyond the volume")]
    [InlineData(4, 0u, "no blocks", "no blocks")]
    [InlineData(20, 0xFFFFFFFFu, "no blocks", "first block beyond the last")]
    [InlineData(24, 7u, "more than 64 KiB", "blocks of 128 KiB")]
    [InlineData(24, 0xFFFFFFFFu, "more than 64 KiB", "blocks of no size at all")]
    [InlineData(32, 0u, "blocks or inodes in its groups", "groups without blocks")]
    [InlineData(40, 0u, "blocks or inodes in its groups", "groups without inodes")]
    [InlineData(56, 0u, "no ext file system", "no magic number")]
    [InlineData(76, 2u, "revision 2", "a revision of tomorrow")]
    [InlineData(88, 0x7FFFu, "inodes of 32767 bytes", "inodes larger than blocks")]
    [InlineData(88, 64u, "inodes of 64 bytes", "inodes smaller than they are")]
    public void Open_SuperblockThatLies_IsRefused(int offset, uint value, string said, string why)
    {
        byte[] image = Make("-t ext2 -b 1024");
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(Superblock + offset), value);

        var refusal = Assert.ThrowsAny<ImageException>(() => Open(image).Dispose());

        Assert.True(refusal.Message.Contains(said) || refusal.Message.Contains("corrupt"), $"{why}: {refusal.Message}");
    }

    [NeedsToolTheory("mke2fs")]
    [InlineData(96, 1u, "compression")]
    [InlineData(96, 8u, "journal_dev")]
    [InlineData(96, 0x40000000u, "0x40000000")]
    public void Open_FeatureThatIsNotRead_IsNamed(int offset, uint feature, string name)
    {
        byte[] image = Make("-t ext2 -b 1024");
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(Superblock + offset), feature);

        var refusal = Assert.Throws<UnsupportedImageException>(() => Open(image).Dispose());

        Assert.Contains(name, refusal.Message);
    }

    [NeedsToolFact("mke2fs", "debugfs")]
    public void Find_FoldersWithinEachOther_EndsWithAnError()
    {
        using ExtImage image = ExtImage.Make("4M", "-t ext2", root => Directory.CreateDirectory(Path.Combine(root, "a/b")));
        Tool.Run("debugfs", "-w", "-R", "ln /a /a/b/c", image.Path);

        var refusal = image.Read(fileSystem => Assert.Throws<InvalidImageException>(() => fileSystem.Find("/a/b/c/b/c/b/c")));

        Assert.Contains("within each other", refusal.Message);
    }

    [NeedsToolTheory("mke2fs")]
    [InlineData((byte)'/')]
    [InlineData((byte)0)]
    public void List_NameThatIsAPath_IsRefused(byte sign)
    {
        byte[] image = Make("-t ext2 -b 1024", root => File.WriteAllText(Path.Combine(root, "some_name"), ""));
        int at = image.AsSpan().IndexOf("some_name"u8);
        image[at + 4] = sign;

        using ExtFileSystem fileSystem = Open(image);

        Assert.Throws<InvalidImageException>(() => fileSystem.List("/"));
    }

    [NeedsToolFact("mke2fs")]
    public void List_SecondParentEntry_IsLeftOut()
    {
        byte[] image = Make("-t ext2 -b 1024", root => File.WriteAllText(Path.Combine(root, "xx"), ""));
        int at = image.AsSpan().IndexOf((byte[])[2, 1, (byte)'x', (byte)'x']);
        image.AsSpan(at + 2, 2).Fill((byte)'.');

        using ExtFileSystem fileSystem = Open(image);

        Assert.DoesNotContain(fileSystem.List("/"), node => node.Name == "..");
    }

    [NeedsToolTheory("mke2fs", "debugfs")]
    [InlineData(7)]
    [InlineData(8)]
    public void Write_NameThatStandsForAnInodeOfTheFileSystem_IsRefused(int inode)
    {
        using ExtImage image = ExtImage.Make("16M", "-t ext4");
        Tool.Run("debugfs", "-w", "-R", $"ln <{inode}> /fstab", image.Path);

        image.Change(fileSystem => Assert.Throws<InvalidImageException>(
            () => fileSystem.Write("/fstab", new MemoryStream([1]), FileRights.File)));
    }

    [NeedsToolFact("mke2fs", "debugfs")]
    public void Delete_BlocksOfNumbersThatContainThemselves_EndsSoon()
    {
        using ExtImage image = ExtImage.Make("8M", "-t ext2 -b 4096", root => File.WriteAllText(Path.Combine(root, "file"), "content"));
        string block = image.Debug("bmap /file 0").Trim();
        Tool.Run("debugfs", "-w", "-R", $"sif /file block[TIND] {block}", image.Path);
        Tool.Run("debugfs", "-w", "-R", "sif /file size 4000000000", image.Path);
        byte[] content = File.ReadAllBytes(image.Path);
        Span<byte> numbers = content.AsSpan(int.Parse(block) * 4096, 4096);
        for (int i = 0; i < numbers.Length; i += 4)
        {
            BinaryPrimitives.WriteInt32LittleEndian(numbers[i..], int.Parse(block));
        }

        using var fileSystem = ExtFileSystem.Open(new MemoryDevice(content, canWrite: true), writable: true);
        var watch = Stopwatch.StartNew();

        Assert.Throws<InvalidImageException>(() => fileSystem.Delete("/file"));

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
    }

    [NeedsToolFact("mke2fs", "debugfs")]
    public void List_OneBlockSixteenMillionTimes_EndsSoon()
    {
        using ExtImage image = ExtImage.Make("8M", "-t ext2 -b 1024", root =>
        {
            Directory.CreateDirectory(Path.Combine(root, "folder"));
            File.WriteAllBytes(Path.Combine(root, "file"), TestDisk.RandomBytes(4096));
        });
        int[] blocks = [.. Enumerable.Range(0, 4).Select(i => int.Parse(image.Debug($"bmap /file {i}")))];
        Tool.Run("debugfs", "-w", "-R", $"sif /folder block[TIND] {blocks[0]}", image.Path);
        byte[] content = File.ReadAllBytes(image.Path);
        for (int level = 0; level < 3; level++)
        {
            for (int i = 0; i < 1024; i += 4)
            {
                BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan((blocks[level] * 1024) + i), blocks[level + 1]);
            }
        }

        // One free entry that takes all of the block.
        Span<byte> names = content.AsSpan(blocks[3] * 1024, 1024);
        names.Clear();
        names[5] = 4;
        using ExtFileSystem fileSystem = Open(content);
        var watch = Stopwatch.StartNew();

        var refusal = Assert.Throws<InvalidImageException>(() => fileSystem.List("/folder"));

        Assert.Contains("circles", refusal.Message);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
    }

    [NeedsToolTheory("mke2fs", "debugfs")]
    [InlineData("encrypt", "0x80800", "is encrypted (fscrypt)")]
    [InlineData("casefold", "0x40080000", "does not care for case")]
    [InlineData("verity", "0x180000", "fs-verity")]
    public void Change_WhereOnlyTheKernelCan_IsRefused(string feature, string flags, string said)
    {
        using ExtImage image = ExtImage.Make("16M", $"-t ext4 -O {feature}", root => Directory.CreateDirectory(Path.Combine(root, "folder")));
        Tool.Run("debugfs", "-w", "-R", $"sif /folder flags {flags}", image.Path);

        image.Change(fileSystem =>
        {
            var refusal = Assert.Throws<UnsupportedImageException>(() => fileSystem.CreateFolder("/folder/new", FileRights.Program));
            Assert.Contains(said, refusal.Message);
        });
    }

    private static ExtFileSystem Open(byte[] image) => ExtFileSystem.Open(new MemoryDevice(image, canWrite: false), writable: false);

    private static byte[] Make(string options, Action<string>? fill = null)
    {
        using ExtImage image = ExtImage.Make("4M", options, fill);
        return File.ReadAllBytes(image.Path);
    }
}

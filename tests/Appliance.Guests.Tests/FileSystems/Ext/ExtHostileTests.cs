using System.Buffers.Binary;
using System.Diagnostics;
using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Ext;
using Appliance.Testing;
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
        using ExtImage image = ExtImage.Make("8M", "-t ext2 -b 4096", root => File.WriteAllBytes(Path.Combine(root, "file"), new byte[100]));
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

        var refusal = Assert.Throws<InvalidImageException>(() => fileSystem.Delete("/file"));

        Assert.Contains("circles", refusal.Message);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
    }

    [NeedsToolTheory("mke2fs", "debugfs")]
    [InlineData("-t ext2 -b 1024", 1)]
    [InlineData("-t ext4 -b 1024 -O ^metadata_csum,^has_journal", 2)]
    [InlineData("-t ext4 -b 1024 -O ^metadata_csum,^has_journal,inline_data", 3)]
    [InlineData("-t ext4 -b 1024 -O ^has_journal", 4)]
    public void ReadAndChange_BytesFlippedAtRandom_OnlyTheExpectedExceptions(string options, int seed)
    {
        byte[] image = Make(options, Fill);
        int[] blocks = [.. Enumerable.Range(1, (image.Length / 1024) - 1).Where(block => image.AsSpan(block * 1024, 1024).ContainsAnyExcept(image[block * 1024]))];
        var random = new Random(seed);
        for (int i = 0; i < 150; i++)
        {
            byte[] damaged = [.. image];
            for (int flips = random.Next(1, 6); flips > 0; flips--)
            {
                random.NextBytes(damaged.AsSpan((blocks[random.Next(blocks.Length)] * 1024) + (random.Next(256) * 4), 4));
            }

            Try(() =>
            {
                using var fileSystem = ExtFileSystem.Open(new MemoryDevice(damaged, canWrite: true), writable: true);
                Walk(fileSystem);
                Change(fileSystem);
            });
        }
    }

    private static void Walk(ExtFileSystem fileSystem)
    {
        var folders = new Queue<string>(["/"]);
        var buffer = new byte[1 << 18];
        for (int left = 200; left > 0 && folders.TryDequeue(out string? folder);)
        {
            IReadOnlyList<FileNode> nodes = [];
            Try(() => nodes = fileSystem.List(folder));
            foreach (FileNode node in nodes.Take(left))
            {
                left--;
                string path = folder.TrimEnd('/') + "/" + node.Name;
                Try(() => fileSystem.GetAttribute(path, "security.selinux"));
                if (node.Type == FileType.Folder)
                {
                    folders.Enqueue(path);
                }
                else if (node.Type == FileType.File)
                {
                    Try(() =>
                    {
                        using Stream stream = fileSystem.OpenRead(path);
                        for (int reads = 0; reads < 8 && stream.Read(buffer) > 0; reads++)
                        {
                        }
                    });
                }
            }
        }
    }

    private static void Change(ExtFileSystem fileSystem)
    {
        Try(() => fileSystem.Write("/etc/file", new MemoryStream(new byte[50_000]), FileRights.File));
        Try(() => fileSystem.SetAttribute("/etc/file", "security.selinux", new byte[30]));
        for (int i = 0; i < 20; i++)
        {
            int number = i;
            Try(() => fileSystem.Write($"/many/another-name-that-is-long-{number}", new MemoryStream(new byte[10]), FileRights.File));
        }

        Try(() => fileSystem.CreateFolder("/etc/folder", FileRights.Program));
        Try(() => fileSystem.CreateLink("/etc/link", new string('t', 100)));
        Try(() => fileSystem.Delete("/etc/holes"));
        Try(() => fileSystem.Delete("/many/name-of-some-length-1"));
        Try(fileSystem.Flush);
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is ImageException or IOException)
        {
            // What damage may lead to; anything else fails the test.
        }
    }

    private static ExtFileSystem Open(byte[] image) => ExtFileSystem.Open(new MemoryDevice(image, canWrite: false), writable: false);

    private static byte[] Make(string options, Action<string>? fill = null)
    {
        using ExtImage image = ExtImage.Make("4M", options, fill);
        if (fill == Fill)
        {
            Tool.Run("debugfs", "-w", "-R", "ea_set /etc/file security.selinux label", image.Path);
            Tool.TryRun("e2fsck", "-fyD", image.Path);
        }

        return File.ReadAllBytes(image.Path);
    }

    private static void Fill(string root)
    {
        string etc = Directory.CreateDirectory(Path.Combine(root, "etc")).FullName;
        File.WriteAllText(Path.Combine(etc, "file"), "content");
        File.CreateSymbolicLink(Path.Combine(etc, "slow"), new string('t', 200));
        using (FileStream holes = File.Create(Path.Combine(etc, "holes")))
        {
            for (int i = 0; i < 300; i++)
            {
                holes.Position = i * 8192;
                holes.WriteByte(1);
            }
        }

        string many = Directory.CreateDirectory(Path.Combine(root, "many")).FullName;
        for (int i = 0; i < 120; i++)
        {
            File.WriteAllText(Path.Combine(many, $"name-of-some-length-{i}"), "");
        }
    }
}

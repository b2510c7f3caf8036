using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Ext;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.FileSystems.Ext;

public sealed class ExtMutationTests
{
    [NeedsToolTheory("mke2fs", "debugfs")]
    [InlineData("-t ext2 -b 1024", 1)]
    [InlineData("-t ext4 -b 1024 -O ^metadata_csum,^has_journal", 2)]
    [InlineData("-t ext4 -b 1024 -O ^metadata_csum,^has_journal,inline_data", 3)]
    [InlineData("-t ext4 -b 1024 -O ^has_journal", 4)]
    public void ReadAndChange_BytesFlippedAtRandom_OnlyTheExpectedExceptions(string options, int seed)
    {
        byte[] image = Make(options);
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

    private static byte[] Make(string options)
    {
        using ExtImage image = ExtImage.Make("4M", options, Fill);
        Tool.Run("debugfs", "-w", "-R", "ea_set /etc/file security.selinux label", image.Path);
        Tool.TryRun("e2fsck", "-fyD", image.Path);
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

using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Ext;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.FileSystems.Ext;

/// <summary>Journals are written by debugfs, which leaves the file system as a crash between two writes does.</summary>
[Collection("device files")]
public sealed class JournalReplayTests
{
    [NeedsToolFact("mke2fs", "debugfs")]
    public void Open_DirtyForReading_IsAllowedAndTold()
    {
        using ExtImage image = MakeDirty("new content of the block");

        Assert.True(image.Read(fileSystem => fileSystem.IsDirty));
        Assert.Equal("old", image.Read(fileSystem => Text(fileSystem)));
    }

    [NeedsToolFact("mke2fs", "debugfs", "e2fsck", "qemu-storage-daemon", "fusermount3")]
    public void Open_DirtyForWriting_JournalIsReplayedFirst()
    {
        using ExtImage image = MakeDirty("new content of the block");

        image.Change(fileSystem =>
        {
            Assert.False(fileSystem.IsDirty);
            Assert.Equal("new", Text(fileSystem));
            fileSystem.Write("/added", new MemoryStream([1, 2, 3]), FileRights.File);
        });

        image.AssertClean();
        Assert.Equal([1, 2, 3], image.Dump("/added"));
        Assert.Equal("new", Text(image.Dump("/file")));
    }

    [NeedsToolFact("mke2fs", "debugfs", "e2fsck", "qemu-storage-daemon", "fusermount3")]
    public void Open_Ext2ThatWasNotUnmounted_IsCheckedFirst()
    {
        using ExtImage image = ExtImage.Make(options: "-t ext2", fill: root => File.WriteAllText(Path.Combine(root, "file"), "1"));
        Tool.Run("debugfs", "-w", "-R", "ssv state 0", image.Path);
        Assert.True(image.Read(fileSystem => fileSystem.IsDirty));

        image.Change(fileSystem => Assert.False(fileSystem.IsDirty));

        image.AssertClean();
    }

    [NeedsToolFact("mke2fs", "debugfs", "e2fsck", "qemu-storage-daemon", "fusermount3")]
    public void Open_DamageThatTakesADecision_IsRefusedWithWhatE2fsckSaid()
    {
        using ExtImage image = ExtImage.Make(options: "-t ext2", fill: root =>
        {
            File.WriteAllText(Path.Combine(root, "one"), "1");
            File.WriteAllText(Path.Combine(root, "two"), "2");
        });
        Tool.Run("debugfs", "-w", "-R", $"sif /two block[0] {image.Debug("bmap /one 0").Trim()}", image.Path);
        Tool.Run("debugfs", "-w", "-R", "ssv state 2", image.Path);
        using var device = new FileDevice(image.Path);

        var refusal = Assert.Throws<InvalidImageException>(() => ExtFileSystem.Open(device, writable: true));

        Assert.Equal("ext.img: was not unmounted, and e2fsck does not repair it without being asked (Duplicate or bad block in use!); run e2fsck in the guest", refusal.Message);
    }

    [NeedsToolFact("mke2fs", "debugfs", "e2fsck", "qemu-storage-daemon", "fusermount3")]
    public void Open_DeviceFailsUnderTheReplay_ItsExceptionComesThrough()
    {
        using ExtImage image = MakeDirty("new content of the block");
        using var device = new FileDevice(image.Path) { Failure = new IOException("no room for the overlay") };

        Assert.Same(device.Failure, Assert.Throws<IOException>(() => ExtFileSystem.Open(device, writable: true)));
    }

    [NeedsToolFact("mke2fs", "debugfs", "e2fsck", "qemu-storage-daemon", "fusermount3")]
    public void Open_IsCancelled_NoProgramIsLeftBehind()
    {
        using ExtImage image = MakeDirty("new content of the block");
        using var stop = new CancellationTokenSource();
        using var device = new FileDevice(image.Path);
        device.BeforeRead = _ =>
        {
            // The first reads are our own.
            if (ChildProcesses.Named("e2fsck").Length > 0)
            {
                stop.Cancel();
            }
        };

        Assert.ThrowsAny<OperationCanceledException>(() => ExtFileSystem.Open(device, writable: true, stop.Token));

        Assert.Empty(ChildProcesses.Named("e2fsck"));
        Assert.Empty(ChildProcesses.Named("qemu-storage-daemon"));
    }

    private static ExtImage MakeDirty(string content)
    {
        ExtImage image = ExtImage.Make(fill: root => File.WriteAllText(Path.Combine(root, "file"), "old content of the block"));
        string block = image.Debug("bmap /file 0").Trim();
        string journaled = image.Path + ".block";
        var bytes = new byte[int.Parse(image.Debug("stats -h").Split("Block size:")[1].Split('\n')[0])];
        System.Text.Encoding.ASCII.GetBytes(content).CopyTo(bytes, 0);
        File.WriteAllBytes(journaled, bytes);
        string script = image.Path + ".commands";
        File.WriteAllText(script, $"jo\njw -b {block} {journaled}\njc\n");
        Tool.Run("debugfs", "-w", "-f", script, image.Path);
        return image;
    }

    private static string Text(FileSystem fileSystem) => Text(ExtFileSystemReadTests.ReadAll(fileSystem, "/file"));

    private static string Text(byte[] content) => System.Text.Encoding.ASCII.GetString(content, 0, 3);
}

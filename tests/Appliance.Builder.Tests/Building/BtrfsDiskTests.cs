using Appliance.Testing;
using Xunit;

namespace Appliance.Builder.Tests.Building;

/// <summary>btrfs is whole by the word of its own tools, holds all of the tree, and is the same twice.</summary>
public sealed class BtrfsDiskTests : IDisposable
{
    private const string Whole = "appliance: 1\nname: web\nbase: { archive: root.tar }\ndisk: { size: 160MiB, partitions: [{ filesystem: btrfs, mount: / }] }\n";

    private readonly BuildBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [NeedsToolFact("btrfs", "grub-mkimage", "grub-fstest")]
    public async Task Build_Btrfs_IsWholeAndHoldsTheTree()
    {
        string disk = await _bench.BuildAsync("files: [{ path: /odd, link: \"to a: b\" }]\n", whole: Whole);
        Check(Part(disk));
        Assert.Contains("new kernel", Tool.Run("grub-fstest", disk, "cat", "(loop0,msdos1)/boot/vmlinuz-6.1.0-10-amd64"), StringComparison.Ordinal);
        Assert.Contains(new string('p', 9000), Tool.Run("grub-fstest", disk, "cat", "(loop0,msdos1)/usr/bin/perl5"), StringComparison.Ordinal);
        Assert.Contains("\tbtrfs\tdefaults", Tool.Run("grub-fstest", disk, "cat", "(loop0,msdos1)/etc/fstab"), StringComparison.Ordinal);
    }

    [NeedsToolFact("btrfs", "grub-mkimage")]
    public async Task Build_FilesOnBtrfs_KeepRightsNamesTimesAndAttributes()
    {
        string tree = Tool.Run("btrfs", "inspect-internal", "dump-tree", "-t", "fs", Part(await _bench.BuildAsync("", whole: Whole)));
        string perl = tree.Split("\titem ").Single(item => item.Contains(" INODE_ITEM ", StringComparison.Ordinal) && item.Contains("links 2", StringComparison.Ordinal) && item.Contains("size 9000", StringComparison.Ordinal));
        Assert.Contains("mode 100755", perl, StringComparison.Ordinal);
        Assert.Contains("mtime 1000.0", perl, StringComparison.Ordinal);
        Assert.Contains("mode 100640 links 1 uid 0 gid 42", tree, StringComparison.Ordinal);
        Assert.Contains("name: security.note", tree, StringComparison.Ordinal);
    }

    [NeedsToolFact("btrfs", "grub-mkimage")]
    public async Task Build_BtrfsTwice_GivesTheSameBytes()
    {
        string first = await _bench.BuildAsync("", "1.raw", Whole);
        await Task.Delay(TimeSpan.FromSeconds(1.1)); // another second of the clock
        Tool.Run("cmp", first, await _bench.BuildAsync("", "2.raw", Whole));
    }

    [NeedsToolFact("btrfs", "grub-mkimage")]
    public async Task Build_ContentAroundTheCopyOfTheSuperblock_IsWhole()
    {
        _bench.Folder.Write("large", TestDisk.Mixed(70 << 20));
        SmallBase.Write(_bench.Folder["root.tar"], names: 3000);
        string disk = await _bench.BuildAsync("files: [{ path: /large, source: large }]\n", whole: Whole);
        Check(Part(disk));
        Tool.Run("grub-fstest", disk, "cmp", "(loop0,msdos1)/large", _bench.Folder["large"]);
    }

    [NeedsToolFact("grub-mkimage")]
    public async Task Build_TooLargeForItsBtrfs_TellsSo()
    {
        _bench.Folder.Write("large", new byte[150 << 20]);
        var error = await Assert.ThrowsAsync<Formats.UnsupportedImageException>(() => _bench.BuildAsync("files: [{ path: /large, source: large }]\n", whole: Whole));
        Assert.Contains("the file system of /: does not take all that is to be on it", error.Message, StringComparison.Ordinal);
        Assert.Empty(_bench.Left);
    }

    private static void Check(string part)
    {
        (int code, string output, string error) = Tool.TryRun("btrfs", "check", "--check-data-csum", part);
        Assert.True(code == 0 && output.Contains("no error found", StringComparison.Ordinal), $"{output}\n{error}");
    }

    private string Part(string disk)
    {
        Tool.Run("dd", $"if={disk}", $"of={_bench.Folder["part"]}", "bs=1M", "skip=1", "count=158", "conv=sparse", "status=none");
        return _bench.Folder["part"];
    }
}

using Appliance.Formats;
using Appliance.Testing;
using Xunit;

namespace Appliance.Builder.Tests.Building;

/// <summary>XFS is whole by the word of its own tools, holds all of the tree, and is the same twice.</summary>
public sealed class XfsDiskTests : IDisposable
{
    private const string Whole = "appliance: 1\nname: web\nbase: { archive: root.tar }\ndisk: { size: 304MiB, partitions: [{ filesystem: xfs, mount: / }] }\n";
    private const string Odd = "files:\n  - { path: \"/etc/a b  c\", content: blanks }\n  - { path: \"/:x\", content: colon }\n  - { path: /tmp/x, content: \"1\" }\n  - { path: /odd, link: \"to a: b\" }\n";

    private readonly BuildBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [NeedsToolFact("mkfs.xfs", "xfs_repair", "xfs_db", "grub-mkimage", "grub-fstest")]
    public async Task Build_Xfs_IsWholeAndHoldsTheTree()
    {
        string disk = await _bench.BuildAsync(Odd, whole: Whole), part = Part(disk);
        Tool.Run("xfs_repair", "-n", "-f", part);
        Assert.Contains("new kernel", Tool.Run("grub-fstest", disk, "cat", "(loop0,msdos1)/boot/vmlinuz-6.1.0-10-amd64"), StringComparison.Ordinal);
        Assert.Contains("blanks", Tool.Run("grub-fstest", disk, "cat", "(loop0,msdos1)/etc/a b  c"), StringComparison.Ordinal);
        Assert.Contains("colon", Tool.Run("grub-fstest", disk, "cat", "(loop0,msdos1)/:x"), StringComparison.Ordinal);
        Assert.Contains("to a: b", Tool.Run("xfs_db", "-r", "-c", "path /odd", "-c", "print u3.symlink", part), StringComparison.Ordinal);
    }

    [NeedsToolFact("mkfs.xfs", "xfs_repair", "grub-mkimage")]
    public async Task Build_FileThatXfsHasNoRangeFor_IsRefused()
    {
        _bench.Folder.Write("large", new byte[100 << 20]);
        var error = await Assert.ThrowsAsync<UnsupportedImageException>(() => _bench.BuildAsync("files: [{ path: /large, source: large }]\n", whole: Whole));
        Assert.Contains("mkfs.xfs puts a file into one range", error.Message, StringComparison.Ordinal);
    }

    [NeedsToolFact("mkfs.xfs", "xfs_repair", "xfs_db", "grub-mkimage")]
    public async Task Build_FilesOnXfs_KeepRightsNamesTimesAndAttributes()
    {
        string part = Part(await _bench.BuildAsync("", whole: Whole));
        string perl = Print(part, "/usr/bin/perl"), shadow = Print(part, "/etc/shadow");
        Assert.Equal(perl, Print(part, "/usr/bin/perl5"));
        Assert.Contains("core.nlinkv2 = 2", perl, StringComparison.Ordinal);
        Assert.Contains("core.mode = 0100755", perl, StringComparison.Ordinal);
        Assert.Contains("core.mtime.sec = Thu Jan  1 00:16:40 1970", perl, StringComparison.Ordinal);
        Assert.Contains("core.mode = 0100640", shadow, StringComparison.Ordinal);
        Assert.Contains("core.gid = 42", shadow, StringComparison.Ordinal);
        Assert.Contains("name = \"note\"", Print(part, "/usr/bin/ping"), StringComparison.Ordinal);
    }

    [NeedsToolFact("mkfs.xfs", "xfs_repair", "grub-mkimage")]
    public async Task Build_XfsTwice_GivesTheSameBytes()
    {
        string first = await _bench.BuildAsync(Odd, "1.raw", Whole);
        await Task.Delay(TimeSpan.FromSeconds(1.1)); // another second of the clock
        Tool.Run("cmp", first, await _bench.BuildAsync(Odd, "2.raw", Whole));
    }

    [NeedsToolFact("mkfs.xfs", "xfs_repair", "grub-mkimage")]
    public async Task Build_TooLargeForItsXfs_TellsSo()
    {
        _bench.Folder.Write("large", new byte[310 << 20]);
        var error = await Assert.ThrowsAsync<UnsupportedImageException>(() => _bench.BuildAsync("files: [{ path: /large, source: large }]\n", whole: Whole));
        Assert.Contains("the file system of /: does not take all that is to be on it", error.Message, StringComparison.Ordinal);
        Assert.Empty(_bench.Left);
    }

    [NeedsToolTheory("mkfs.xfs", "xfs_repair", "grub-mkimage")]
    [InlineData("/a\\tb", "content: x", "cannot have the name")]
    [InlineData("/ends ", "content: x", "cannot have the name")]
    [InlineData("/link", "link: LONG", "takes links to 336 bytes at most, and that of /link has 400")]
    public async Task Build_WhatXfsIsNotMadeWith_IsRefused(string path, string content, string expected)
    {
        var error = await Assert.ThrowsAsync<UnsupportedImageException>(() => _bench.BuildAsync($"files: [{{ path: \"{path}\", {content.Replace("LONG", new string('x', 400), StringComparison.Ordinal)} }}]\n", whole: Whole));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [NeedsToolFact("mkfs.xfs", "xfs_repair", "xfs_db", "grub-mkimage")]
    public async Task Build_FolderOfManyNames_IsWhole()
    {
        SmallBase.Write(_bench.Folder["root.tar"], names: 1500);
        string part = Part(await _bench.BuildAsync("", whole: Whole));
        Assert.Contains("core.format = 3 (btree)", Print(part, "/usr/lib"), StringComparison.Ordinal);
        Tool.Run("xfs_repair", "-n", "-f", part);
    }

    private static string Print(string part, string path) => Tool.Run("xfs_db", "-r", "-c", $"path {path}", "-c", "print", part);

    private string Part(string disk)
    {
        Tool.Run("dd", $"if={disk}", $"of={_bench.Folder["part"]}", "bs=1M", "skip=1", "count=302", "conv=sparse", "status=none");
        return _bench.Folder["part"];
    }
}

using System.Formats.Tar;
using Appliance.Formats;
using Appliance.Testing;
using Xunit;

namespace Appliance.Builder.Tests.Building;

/// <summary>Archives that say what no file system holds are refused by all of them, and what is odd but has a meaning is kept.</summary>
public sealed class HostileTreeTests : IDisposable
{
    private readonly BuildBench _bench = new();

    /// <summary>The kind of an entry, its name, its target, and what the error says.</summary>
    public static TheoryData<TarEntryType, string, string, string> Faults => new()
    {
        { TarEntryType.HardLink, "./a", "./gone", "./a is another name of ./gone, which is not there" },
        { TarEntryType.HardLink, "./a", "./etc", "./a is another name of ./etc, which is not there" },
        { TarEntryType.HardLink, "./a", "./a", "./a is another name of ./a, which is not there" },
        { TarEntryType.SymbolicLink, "./a", new string('x', 5000), "/a leads nowhere, or further than 4095 bytes" },
        { TarEntryType.SymbolicLink, "./" + new string('n', 256), "x", " has a name of more than 255 bytes" },
    };

    public void Dispose() => _bench.Dispose();

    [NeedsToolTheory("mke2fs", "grub-mkimage")]
    [MemberData(nameof(Faults))]
    public async Task Build_OfATreeThatCannotBe_IsRefused(TarEntryType type, string name, string target, string expected)
    {
        Append(new PaxTarEntry(type, name) { LinkName = target });
        var error = await Assert.ThrowsAsync<InvalidImageException>(() => _bench.BuildAsync(""));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [NeedsToolTheory("mkfs.xfs", "xfs_repair", "btrfs", "grub-mkimage", "grub-fstest")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    public async Task Build_NamesOfNamesAndOfLinks_AreWhatTheyLeadTo(string kind)
    {
        Append(new PaxTarEntry(TarEntryType.HardLink, "./usr/bin/perl6") { LinkName = "./usr/bin/perl5" }, new PaxTarEntry(TarEntryType.HardLink, "./lib2") { LinkName = "./lib" });
        string disk = await _bench.BuildAsync("", whole: WholeOf(kind));
        Assert.Contains(new string('p', 9000), Tool.Run("grub-fstest", disk, "cat", "(loop0,msdos1)/usr/bin/perl6"), StringComparison.Ordinal);
        Assert.Contains("Install", Tool.Run("grub-fstest", disk, "cat", "(loop0,msdos1)/lib2/systemd/system/web.service"), StringComparison.Ordinal);
        string part = _bench.Folder["part"];
        Tool.Run("dd", $"if={disk}", $"of={part}", "bs=1M", "skip=1", "count=302", "conv=sparse", "status=none");
        string[] check = kind == "xfs" ? ["xfs_repair", "-n", "-f", part] : ["btrfs", "check", part];
        Tool.Run(check[0], check[1..]);
    }

    [NeedsToolFact("mke2fs", "debugfs", "grub-mkimage", "mkswap")]
    public async Task Build_NameOfAFileOfAnotherFileSystem_IsAFileOfItsOwn()
    {
        Append(new PaxTarEntry(TarEntryType.HardLink, "./three") { LinkName = "./var/one" });
        string disk = await _bench.BuildAsync("", whole: "appliance: 1\nname: web\nbase: { archive: root.tar }\ndisk: { size: 64MiB, partitions: [{ mount: / }, { mount: /var, size: 16MiB }] }\n");
        Assert.Equal("twice", BuildBench.Read(disk, "/three"));
    }

    [NeedsToolTheory("mke2fs", "grub-mkimage")]
    [InlineData("user.", 1)]
    [InlineData("user.a\0b", 1)]
    [InlineData("user.long", 70_000)]
    [InlineData("", 1)]
    public async Task Build_AttributeThatNoFileSystemHolds_IsRefused(string name, int length)
    {
        Append(new PaxTarEntry(TarEntryType.RegularFile, "./a", [KeyValuePair.Create($"SCHILY.xattr.{name}", new string('v', length))]));
        var error = await Assert.ThrowsAsync<InvalidImageException>(() => _bench.BuildAsync(""));
        Assert.Contains("/a has an attribute without a name, or with one of more than 255 bytes", error.Message, StringComparison.Ordinal);
    }

    [NeedsToolFact("mkfs.xfs", "xfs_repair", "grub-mkimage")]
    public async Task Build_MoreAttributesThanAnInodeOfXfsHolds_IsRefusedByName()
    {
        Append(new PaxTarEntry(TarEntryType.RegularFile, "./a", Enumerable.Range(0, 300).Select(number => KeyValuePair.Create($"SCHILY.xattr.user.{number}", "v"))));
        var error = await Assert.ThrowsAsync<UnsupportedImageException>(() => _bench.BuildAsync("", whole: WholeOf("xfs")));
        Assert.Contains("is XFS, where the attribute user.", error.Message, StringComparison.Ordinal);
    }

    [NeedsToolTheory("mkfs.xfs", "xfs_repair", "grub-mkimage")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    public async Task Build_NameThatIsNoText_StaysItsBytes(string kind)
    {
        Append(new UstarTarEntry(TarEntryType.RegularFile, "./etc/odd-?-name"), new UstarTarEntry(TarEntryType.SymbolicLink, "./etc/link") { LinkName = "to-?-there" });
        byte[] archive = await File.ReadAllBytesAsync(_bench.Folder["root.tar"]);
        Garble(archive, "odd-?-name"u8);
        Garble(archive, "to-?-there"u8);
        await File.WriteAllBytesAsync(_bench.Folder["root.tar"], archive);
        byte[] disk = await File.ReadAllBytesAsync(await _bench.BuildAsync("", whole: WholeOf(kind)));
        Assert.True(disk.AsSpan().IndexOf((byte[])[.. "odd-"u8, 0xFF, .. "-name"u8]) > 0);
        Assert.True(disk.AsSpan().IndexOf((byte[])[.. "to-"u8, 0xFF, .. "-there"u8]) > 0);
    }

    private static string WholeOf(string kind) => $"appliance: 1\nname: web\nbase: {{ archive: root.tar }}\ndisk: {{ size: 304MiB, partitions: [{{ filesystem: {kind}, mount: / }}] }}\n";

    /// <summary>Makes the question mark of a header's text a byte that is no UTF-8.</summary>
    private static void Garble(Span<byte> archive, ReadOnlySpan<byte> text)
    {
        int place = archive.IndexOf(text);
        Span<byte> header = archive.Slice(place / 512 * 512, 512), sum = header.Slice(148, 8);
        archive[place + text.IndexOf((byte)'?')] = 0xFF;
        sum.Fill((byte)' ');
        int total = 0;
        foreach (byte one in header)
        {
            total += one;
        }

        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(total, 8).PadLeft(6, '0') + "\0 ").CopyTo(sum);
    }

    private void Append(params TarEntry[] entries)
    {
        string all = _bench.Folder["root.tar"], old = _bench.Folder["old.tar"];
        File.Move(all, old);
        using var reader = new TarReader(File.OpenRead(old));
        using var writer = new TarWriter(File.Create(all), TarEntryFormat.Pax);
        while (reader.GetNextEntry(copyData: true) is { } entry)
        {
            writer.WriteEntry(entry);
        }

        Array.ForEach(entries, writer.WriteEntry);
    }
}

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
        string disk = await _bench.BuildAsync("", whole: $"appliance: 1\nname: web\nbase: {{ archive: root.tar }}\ndisk: {{ size: 304MiB, partitions: [{{ filesystem: {kind}, mount: / }}] }}\n");
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

    private void Append(params PaxTarEntry[] entries)
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

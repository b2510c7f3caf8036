using System.Formats.Tar;
using System.Text;
using Appliance.Formats.Disks;
using Appliance.Formats.Ova;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Ova;

public sealed class TarIndexTests
{
    [Theory]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public async Task ReadAsync_EachDialect_FindsTheContent(TarEntryFormat format)
    {
        byte[][] contents = [TestDisk.RandomBytes(1), TestDisk.RandomBytes(512), TestDisk.RandomBytes(1000)];
        byte[] archive = new TarBytes().Add("a.ovf", contents[0], format).Add("empty", [], format).Add("b", contents[1], format).Add("c", contents[2], format).Finish();

        IReadOnlyList<TarMember> members = await IndexAsync(archive);

        Assert.Equal(["a.ovf", "empty", "b", "c"], members.Select(member => member.Name));
        Assert.Equal([.. contents[0], .. contents[1], .. contents[2]], members.SelectMany(member => archive[(int)member.Offset..(int)(member.Offset + member.Size)]));
    }

    [Theory]
    [InlineData(TarEntryFormat.Ustar, 130)]
    [InlineData(TarEntryFormat.Pax, 2000)]
    [InlineData(TarEntryFormat.Gnu, 2000)]
    public async Task ReadAsync_LongName_IsFoundWhole(TarEntryFormat format, int length)
    {
        string name = string.Join('/', Enumerable.Repeat("folder-with-a-name", length / 19)) + "/disk-\u00fc.vmdk";

        TarMember member = Assert.Single(await IndexAsync(new TarBytes().Add(name, [1, 2, 3], format).Finish()));

        Assert.Equal(name, member.Name);
        Assert.Equal(3, member.Size);
    }

    [Fact]
    public async Task ReadAsync_PaxSize_GoesBeforeTheHeaders()
    {
        byte[] archive = new TarBytes().AddHeader('x', "12 size=600\n").AddHeader('0', TarBytes.Octal(0)).AddRaw(new byte[1024]).Add("next", [1]).Finish();

        IReadOnlyList<TarMember> members = await IndexAsync(archive);

        Assert.Equal([600L, 1L], members.Select(member => member.Size));
    }

    [Fact]
    public async Task ReadAsync_FoldersAndMacFiles_AreLeftOut()
    {
        byte[] archive = new TarBytes().Add("./", TarEntryType.Directory).Add("sub", TarEntryType.Directory).Add("sub/._a.ovf", [1]).Add("._b", [1]).Add("./sub/a.ovf", [1]).Finish();

        Assert.Equal("sub/a.ovf", Assert.Single(await IndexAsync(archive)).Name);
    }

    [Fact]
    public async Task ReadAsync_WithoutEndOfArchive_IsComplete()
        => Assert.Equal(2, (await IndexAsync(new TarBytes().Add("a", new byte[512]).Add("b", new byte[100]).Cut())).Count);

    [Fact]
    public async Task ReadAsync_LastPaddingCutOff_IsComplete()
        => Assert.Single(await IndexAsync(new TarBytes().Add("a", new byte[100]).Cut()[..612]));

    public static TheoryData<string, byte[]> Broken => new()
    {
        { "symbolic link", new TarBytes().Add("disk.vmdk", TarEntryType.SymbolicLink, "/etc/passwd").Finish() },
        { "hard link", new TarBytes().Add("disk.vmdk", TarEntryType.HardLink, "a").Finish() },
        { "device", new TarBytes().Add("disk.vmdk", TarEntryType.CharacterDevice).Finish() },
        { "device", new TarBytes().Add("disk.vmdk", TarEntryType.BlockDevice).Finish() },
        { "named pipe", new TarBytes().Add("disk.vmdk", TarEntryType.Fifo).Finish() },
        { "unknown type", new TarBytes().AddHeader('V', TarBytes.Octal(0)).Finish() },
        { "stored sparse", new TarBytes().AddHeader('S', TarBytes.Octal(0)).Finish() },
        { "stored sparse", new TarBytes().AddHeader('x', "22 GNU.sparse.major=1\n").AddHeader('0', TarBytes.Octal(0)).Finish() },
        { "plain name", new TarBytes().Add("../disk.vmdk", [1]).Finish() },
        { "plain name", new TarBytes().Add("a/../../disk.vmdk", [1]).Finish() },
        { "plain name", new TarBytes().Add("/disk.vmdk", [1]).Finish() },
        { "plain name", new TarBytes().Add("C:\\disk.vmdk", [1]).Finish() },
        { "plain name", new TarBytes().AddHeader('x', "20 path=../disk.vmd\n").Add("disk", [1]).Finish() },
        { "there twice", new TarBytes().Add("a", [1]).Add("./a", [2]).Finish() },
        { "truncated", new TarBytes().Add("a", new byte[1000]).Cut()[..1000] },
        { "truncated", new TarBytes().Add("a", new byte[1024]).Cut()[..^1000] is var cut ? [.. cut, .. new TarBytes().Add("b", [1]).Cut()[..100]] : [] },
        { "truncated", new TarBytes().AddHeader('0', [0x80, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]).Finish() },
        { "not a number", new TarBytes().AddHeader('0', [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE]).Finish() },
        { "not a number", new TarBytes().AddHeader('0', [0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]).Finish() },
        { "not a number", new TarBytes().AddHeader('0', "12345678x01\0"u8.ToArray()).Finish() },
        { "wrong length", new TarBytes().AddHeader('x', "99 size=600\n").Finish() },
        { "wrong length", new TarBytes().AddHeader('x', "0 size=600\n").Finish() },
        { "wrong length", new TarBytes().AddHeader('x', "999999999999999999999 a=b\n").Finish() },
        { "wrong length", new TarBytes().AddHeader('x', "no records").Finish() },
        { "no keyword", new TarBytes().AddHeader('x', "5 =b\n").Finish() },
        { "not a number", new TarBytes().AddHeader('x', "11 size=-1\n").Finish() },
        { "truncated", new TarBytes().AddHeader('x', "28 size=9223372036854775807\n").AddHeader('0', TarBytes.Octal(0)).Finish() },
        { "global pax", new TarBytes().AddHeader('g', "12 size=600\n").Finish() },
        { "continues", new TarBytes().AddHeader('L', TarBytes.Octal(100_000)).AddRaw(new byte[100_352]).Finish() },
        { "checksum", new TarBytes().Add("a", [1]).AddRaw(TestDisk.RandomBytes(512)).Finish() },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task ReadAsync_Broken_IsRefused(string problem, byte[] archive)
    {
        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(() => IndexAsync(archive));

        Assert.Contains(problem, e.Problem, StringComparison.Ordinal);
        Assert.Equal("test", e.File);
    }

    [Fact]
    public async Task ReadAsync_MoreMembersThanAnyAppliance_IsRefused()
    {
        byte[] header = new TarBytes().AddHeader('5', TarBytes.Octal(0)).Cut();
        byte[] archive = [.. Enumerable.Repeat(header, 100_001).SelectMany(bytes => bytes)];

        UnsupportedImageException e = await Assert.ThrowsAsync<UnsupportedImageException>(() => IndexAsync(archive));

        Assert.Contains("100000 members", e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_AnyDamagedByte_GivesMembersOrAnImageException()
    {
        byte[] archive = new TarBytes().Add("a.ovf", [1, 2], TarEntryFormat.Pax).Add("dir/" + new string('x', 150), [3], TarEntryFormat.Gnu).Finish();
        var random = new Random(5);
        for (int i = 0; i < 3000; i++)
        {
            byte[] damaged = [.. archive];
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Exception? e = await Record.ExceptionAsync(() => IndexAsync(damaged));
            Assert.True(e is null or ImageException, e?.ToString());
        }
    }

    [NeedsToolTheory("tar", "head")]
    [InlineData("gnu")]
    [InlineData("posix")]
    public async Task ReadAsync_MemberBeyond8GiBByGnuTar_HasItsSize(string format)
    {
        const long Size = (9L << 30) + 5;
        using var folder = new TemporaryFolder();
        using (FileStream big = File.Create(folder["big.vmdk"]))
        {
            big.SetLength(Size);
        }

        // The headers are GNU tar's; nine gigabytes of zeros behind them are a hole.
        Tool.Run("sh", "-c", $"cd '{folder.Path}' && tar --format={format} -cf - big.vmdk | head -c 4096 > big.ova");
        int headers = (File.ReadAllBytes(folder["big.ova"]).AsSpan().LastIndexOfAnyExcept((byte)0) / 512 * 512) + 512;
        using (FileStream archive = File.Open(folder["big.ova"], FileMode.Open, FileAccess.Write))
        {
            archive.Position = headers + Size + 507;
            archive.Write(new TarBytes().Add("last.txt", "behind it").Finish());
        }

        await using FileDisk file = FileDisk.Open(folder["big.ova"]);
        IReadOnlyList<TarMember> members = await TarIndex.ReadAsync(file, default);

        Assert.Equal(Size, members[0].Size);
        var text = new byte[9];
        await file.ReadAsync(members[1].Offset, text, default);
        Assert.Equal("behind it", Encoding.UTF8.GetString(text));
    }

    [NeedsCorpusFact("tar/tar-split/neg-size.tar")]
    public async Task ReadAsync_CorpusOfTarDialects_NeverFailsInAnotherWay()
    {
        foreach (string path in Directory.EnumerateFiles(Corpus.PathOf("tar"), "*.tar", SearchOption.AllDirectories))
        {
            await using FileDisk file = FileDisk.Open(path);
            Exception? e = await Record.ExceptionAsync(async () => await TarIndex.ReadAsync(file, default));
            Assert.True(e is null or ImageException, $"{path}: {e}");
        }
    }

    private static async Task<IReadOnlyList<TarMember>> IndexAsync(byte[] archive) => await TarIndex.ReadAsync(new TestDisk(archive), default);
}

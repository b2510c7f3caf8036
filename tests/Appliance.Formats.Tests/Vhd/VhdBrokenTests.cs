using Appliance.Formats.Disks;
using Appliance.Testing;
using Xunit;
using static Appliance.Formats.Tests.Vhd.VhdBytes;

namespace Appliance.Formats.Tests.Vhd;

public sealed class VhdBrokenTests
{
    private const int FirstBlock = 4096 + 3584;
    private const int Length = (2 * VhdSamples.Block) + 512;

    private static byte[] Content { get; } = TestDisk.RandomBytes(Length);

    public static TheoryData<string, string> Broken => new()
    {
        { "version 2", "version 2.0" },
        { "type 6", "type 6" },
        { "size without end", "above the limit" },
        { "size beyond the table", "block table has 3 entries, but the disk has 4 blocks" },
        { "header nowhere", "dynamic header of 1024 bytes lies beyond" },
        { "header at the far end of all", "dynamic header of 1024 bytes lies beyond" },
        { "header without cookie", "no dynamic header" },
        { "header checksum", "header's checksum is wrong" },
        { "header version 2", "header version 2.0" },
        { "block size 0", "block size 0" },
        { "block size 3", "block size 3" },
        { "block size 2 GiB", "block size 2147483648" },
        { "table beyond the end", "block table of 12 bytes lies beyond" },
        { "block beyond the end", "block 1 ends at byte" },
        { "block over the footer", "block 0 lies over the tables at byte 0" },
        { "block over the header", "block 2 lies over the tables at byte 512" },
        { "block over the table", "block 2 lies over the tables at byte 1536" },
        { "both footers damaged", "footer's checksum is wrong" },
        { "no footer at all", "no VHD footer" },
        { "empty", "too short" },
        { "fixed and cut off", "only 1024 precede the footer" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task OpenAsync_BrokenFile_IsRefusedWithNameAndReason(string what, string reason)
    {
        byte[] file = Break(what, await VhdSamples.DynamicAsync(Content));

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(async () => await VhdSamples.OpenAsync(file, name: "web.vhd"));

        Assert.StartsWith("web.vhd: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(1024)]
    [InlineData(1536)]
    [InlineData(1548)]
    [InlineData(4096)]
    [InlineData(FirstBlock)]
    [InlineData(FirstBlock + 512 + VhdSamples.Block)]
    [InlineData((3 * (VhdSamples.Block + 4096)) - VhdSamples.Block)]
    public async Task OpenAsync_CutAtABorder_IsRefused(int length)
    {
        byte[] file = await VhdSamples.DynamicAsync(Content);
        await Assert.ThrowsAsync<InvalidImageException>(async () => await VhdSamples.OpenAsync(file[..length]));
    }

    [Fact]
    public async Task OpenAsync_FixedCutAnywhere_IsRefused()
    {
        byte[] file = await VhdSamples.FixedAsync(Content);
        foreach (int length in new[] { 0, 512, Length, Length + 510 })
        {
            await Assert.ThrowsAsync<InvalidImageException>(async () => await VhdSamples.OpenAsync(file[..length]));
        }
    }

    [Fact]
    public async Task OpenAsync_BytesFlippedAtRandom_OnlyImageExceptionsComeOut()
    {
        byte[] sound = (await VhdSamples.DynamicAsync(TestDisk.RandomBytes(3000)))
            .WithHeader(576, [.. Big(0x57327275u), .. Big(512u), .. Big(8u)]);
        var random = new Random(20);
        int refused = 0;
        for (int round = 0; round < 3000; round++)
        {
            byte[] file = Flip(sound, random, mendsChecksums: round % 2 == 0);
            refused += await IsRefusedAsync(file) ? 1 : 0;
        }

        Assert.InRange(refused, 100, 2999);
    }

    private static async Task<bool> IsRefusedAsync(byte[] file)
    {
        await VhdSamples.VerifyAsync(new TestDisk(file));
        try
        {
            await using Disk disk = await VhdSamples.OpenAsync(file);
            await disk.CountDataAsync(CancellationToken.None);
            await disk.ReadAsync(0, new byte[Math.Min(disk.Length, 8192)], CancellationToken.None);
            return false;
        }
        catch (ImageException)
        {
            return true;
        }
    }

    /// <summary>Damages a few bytes of the structures; with checksums that are right again, the damage gets further.</summary>
    private static byte[] Flip(byte[] sound, Random random, bool mendsChecksums)
    {
        byte[] file = [.. sound];
        for (int i = 0; i < 3; i++)
        {
            int at = random.Next(4) == 0 ? file.Length - Footer + random.Next(Footer) : random.Next(4096);
            file[at] = random.Next(3) switch { 0 => 0, 1 => 0xFF, _ => (byte)random.Next(256) };
        }

        return mendsChecksums
            ? file.WithFooter(0, 8, []).WithFooter(file.Length - Footer, 8, []).WithHeader(16, [])
            : file;
    }

    private static byte[] Break(string what, byte[] file) => what switch
    {
        "version 2" => file.WithFooters(12, Big(0x0002_0000u)),
        "type 6" => file.WithFooters(60, Big(6u)),
        "size without end" => file.WithFooters(48, Big(ulong.MaxValue)),
        "size beyond the table" => file.WithFooters(48, Big(4ul * VhdSamples.Block)),
        "header nowhere" => file.WithFooters(16, Big(1ul << 40)),
        "header at the far end of all" => file.WithFooters(16, Big(ulong.MaxValue)),
        "header without cookie" => file.WithHeader(0, 0),
        "header checksum" => file.With(Header + 700, 1),
        "header version 2" => file.WithHeader(24, Big(0x0002_0000u)),
        "block size 0" => file.WithHeader(32, Big(0u)),
        "block size 3" => file.WithHeader(32, Big(3u)),
        "block size 2 GiB" => file.WithHeader(32, Big(1u << 31)),
        "table beyond the end" => file.WithHeader(16, Big((ulong)file.Length - 11)),
        "block beyond the end" => file.With(Table + 4, Big(0x1000_0000u)),
        "block over the footer" => file.With(Table, Big(0u)),
        "block over the header" => file.With(Table + 8, Big(2u)),
        "block over the table" => file.With(Table + 8, Big(3u)),
        "both footers damaged" => file.With(40, 0xEE).With(file.Length - Footer + 40, 0xEE),
        "no footer at all" => file.With(0, 0).With(file.Length - Footer, 0),
        "empty" => [],
        "fixed and cut off" => [.. new byte[1024], .. file.WithFooters(60, Big(2u))[^Footer..]],
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };
}

using Appliance.Formats.Disks;
using Appliance.Formats.Vhd;
using Appliance.Testing;
using Xunit;
using static Appliance.Formats.Tests.Vhd.VhdBytes;

namespace Appliance.Formats.Tests.Vhd;

public sealed class VhdReaderTests
{
    private const int Creator = 28;
    private const int CurrentSize = 48;
    private const int Geometry = 56;
    private const int Hidden = 85;

    private static byte[] Content { get; } = TestDisk.Mixed(5_000_192, seed: 4);

    [Fact]
    public async Task OpenAsync_TailFooterLost_TheCopyIsUsedWithARemark()
    {
        byte[] file = await VhdSamples.DynamicAsync(Content);
        var remarks = new List<string>();

        await using Disk disk = await VhdSamples.OpenAsync(file[..^Footer], remarks);

        await DiskAssert.HoldsAsync(Content, disk);
        Assert.Contains("copy at its start is used", Assert.Single(remarks), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task OpenAsync_HeadCopyDamaged_TheFooterIsUsedWithARemark(int damage)
    {
        byte[] file = await VhdSamples.DynamicAsync(Content);
        var remarks = new List<string>();

        await using Disk disk = await VhdSamples.OpenAsync(file.With(damage, 0xEE), remarks);

        await DiskAssert.HoldsAsync(Content, disk);
        Assert.Contains("footer at the end is used", Assert.Single(remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_FooterOf511Bytes_IsRead()
    {
        byte[] dynamic = await VhdSamples.DynamicAsync(Content);
        byte[] plain = await VhdSamples.FixedAsync(Content);

        foreach (byte[] file in new[] { dynamic, plain })
        {
            await using Disk disk = await VhdSamples.OpenAsync(file[..^1]);
            await DiskAssert.HoldsAsync(Content, disk);
            Assert.True(VhdImage.IsVhd(file.AsSpan(0, 512), file.AsSpan(file.Length - 513, 512)));
        }
    }

    [Fact]
    public async Task OpenAsync_BlocksOf512KiB_AreRead()
    {
        const int SmallBlock = 512 * 1024;
        byte[] file = await VhdSamples.DynamicAsync(Content);
        byte[] data = TestDisk.RandomBytes(1536, seed: 8);
        byte[] small = file[..Table]
            .Concat(Enumerable.Repeat((byte)0xFF, 512))
            .Concat(Enumerable.Repeat((byte)0xFF, 512)).Concat(data).Concat(new byte[SmallBlock - data.Length])
            .Concat(file[^Footer..]).ToArray();
        small = small.WithHeader(28, Big(99u)).WithHeader(32, Big((uint)SmallBlock)).With(Table + 4, Big(4u))
            .WithFooters(CurrentSize, Big((ulong)SmallBlock + 1536));

        await using Disk disk = await VhdSamples.OpenAsync(small);

        await DiskAssert.HoldsAsync([.. new byte[SmallBlock], .. data], disk);
    }

    [Fact]
    public async Task OpenAsync_BitmapWithoutBits_BlocksAreReadAllTheSame()
    {
        byte[] file = await VhdSamples.DynamicAsync(Content);
        file.AsSpan(7680, 512).Clear();

        await using Disk disk = await VhdSamples.OpenAsync(file);

        await DiskAssert.HoldsAsync(Content, disk);
    }

    [Theory]
    [InlineData("vpc ", 5_000_192 / 8704 * 8704)]
    [InlineData("qemu", 5_000_192 / 8704 * 8704)]
    [InlineData("qem2", 5_000_192)]
    [InlineData("win ", 5_000_192)]
    [InlineData("zzzz", 5_000_192)]
    public async Task OpenAsync_CreatorsOfAllKinds_SizeIsWhatTheyMeantByIt(string creator, long size)
    {
        // 574 cylinders of one head with 17 sectors: 8,704 bytes each.
        byte[] file = (await VhdSamples.DynamicAsync(Content))
            .WithFooters(Creator, System.Text.Encoding.ASCII.GetBytes(creator))
            .WithFooters(Geometry, 0x02, 0x3E, 1, 17);

        await using Disk disk = await VhdSamples.OpenAsync(file);

        Assert.Equal(size, disk.Length);
    }

    [Fact]
    public async Task OpenAsync_VirtualPcWithTheLargestGeometry_SizeIsThatOfItsField()
    {
        byte[] file = (await VhdSamples.DynamicAsync(Content))
            .WithFooters(Creator, "vpc "u8.ToArray())
            .WithFooters(Geometry, 0xFF, 0xFF, 16, 255);

        await using Disk disk = await VhdSamples.OpenAsync(file);

        Assert.Equal(Content.Length, disk.Length);
    }

    [Fact]
    public async Task OpenAsync_HiddenByEarlyXenWithoutANewChecksum_IsRead()
    {
        byte[] file = (await VhdSamples.DynamicAsync(Content)).WithFooters(Creator + 4, Big(0x0001_0001u));
        file = file.With(Hidden, 1).With(file.Length - Footer + Hidden, 1);

        await using Disk disk = await VhdSamples.OpenAsync(file);

        Assert.Equal(Content.Length, disk.Length);
    }

    [Fact]
    public async Task OpenAsync_SuspendedMachine_IsReadWithARemark()
    {
        var remarks = new List<string>();
        await using Disk disk = await VhdSamples.OpenAsync((await VhdSamples.DynamicAsync(Content)).WithFooters(84, 1), remarks);
        Assert.Contains("suspended", Assert.Single(remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_LargerThanTheUserAllows_IsRefused()
    {
        var file = new TestDisk(await VhdSamples.DynamicAsync(Content));
        var options = new ReadOptions { MaxDiskSize = Content.Length - 1 };
        await Assert.ThrowsAsync<UnsupportedImageException>(async () => await VhdImage.OpenAsync(file, null, options, CancellationToken.None));
    }

    [Fact]
    public async Task ReadAsync_ManyThreads_AllSeeTheSame()
    {
        await using Disk disk = await VhdSamples.OpenAsync(await VhdSamples.DynamicAsync(Content));

        await Parallel.ForAsync(0, 16, async (i, token) =>
        {
            var piece = new byte[300_000];
            await disk.ReadAsync(i * 290_001, piece, token);
            DiskAssert.Same(Content.AsSpan(i * 290_001, piece.Length), piece);
        });
    }

    [Fact]
    public void IsVhd_OtherBytes_IsFalse()
    {
        Assert.False(VhdImage.IsVhd([], []));
        Assert.False(VhdImage.IsVhd(new byte[512], new byte[512]));
        Assert.False(VhdImage.IsVhd("conecti"u8, "conectix"u8));
    }
}

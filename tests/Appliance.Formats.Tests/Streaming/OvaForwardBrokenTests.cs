using System.Formats.Tar;
using Appliance.Formats.Machines;
using Appliance.Formats.Tests.Ova;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Streaming;

public sealed class OvaForwardBrokenTests
{
    [Theory]
    [InlineData("om12i")]
    [InlineData("2o1im")]
    public async Task Convert_CutOff_IsRefusedAndLeavesNothing(string order)
    {
        byte[] ova = (await OvaBytes.MakeAsync()).Pack(order);
        int end = ova.Length - 1024;
        IEnumerable<int> places = Enumerable.Range(1, 60).Select(i => (int)((long)i * end / 61)).Concat([100, 512, 600, 1024, end - 1024, end - 600]);
        foreach (int length in places.Where(length => length < end - 512 && length != end - 1024))
        {
            await Assert.ThrowsAnyAsync<ImageException>(() => Transfer.OfStreamAsync(new PieceStream(ova[..length], 4096), OvaBytes.Name, "vhd"));
        }
    }

    [Fact]
    public async Task Verify_CutOffBeforeTheManifest_WarnsThatNothingShowsIt()
    {
        OvaBytes ova = await OvaBytes.MakeAsync();
        byte[] archive = ova.Pack("o12im");
        int manifest = archive.AsSpan().IndexOf(ova.Manifest) - 512;
        var remarks = new List<string>();

        await Transfer.OfStreamAsync(new PieceStream(archive[..manifest], 5000), OvaBytes.Name, "raw", new ReadOptions { Warn = remarks.Add });

        Assert.Contains(remarks, remark => remark.Contains("neither a manifest nor the mark", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("om12i", "SHA256")]
    [InlineData("o12im", "SHA256")]
    [InlineData("o12im", "SHA1")]
    [InlineData("o12im", "SHA512")]
    [InlineData("om12i", "SHA384")]
    [InlineData("2i1om", "SHA1")]
    public async Task Verify_MemberChanged_IsFound(string order, string algorithm)
    {
        OvaBytes ova = await OvaBytes.MakeAsync();
        byte[] good = ova.Pack(order, algorithm);
        await Transfer.OfStreamAsync(new PieceStream(good, 5000), OvaBytes.Name, "raw");
        foreach (char letter in "12i")
        {
            // A byte that nobody looks at: between the descriptor of a stream and its first grain.
            byte[] changed = [.. good];
            int at = good.AsSpan().IndexOf(ova[letter]) + 20_480;
            changed[at] ^= 1;
            string where = letter == 'i' ? "tools.iso" : $"disk{letter}.vmdk";

            ImageException e = await Assert.ThrowsAnyAsync<ImageException>(() => Transfer.OfStreamAsync(new PieceStream(changed, 5000), OvaBytes.Name, "raw"));

            Assert.Contains(where, e.File, StringComparison.Ordinal);
            Assert.Contains($"its {algorithm} is", e.Problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Verify_DigestThatWasNotTaken_IsRefusedWithTheWayOut()
    {
        byte[] ova = (await OvaBytes.MakeAsync()).Pack("o12im", "SHA384");

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(() => Transfer.OfStreamAsync(new PieceStream(ova, 5000), OvaBytes.Name, "raw"));

        Assert.Contains("save the archive", e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_AllowUnverified_Warns()
    {
        OvaBytes ova = await OvaBytes.MakeAsync();
        ova.Pack("om12i");
        byte[] manifest = ova.Manifest;
        byte[] iso = [.. ova['i']];
        iso[0] ^= 1;
        byte[] archive = new TarBytes().Add("web01.ovf", ova['o']).Add("web01.mf", manifest).Add("web01-disk1.vmdk", ova['1'])
            .Add("web01-disk2.vmdk", ova['2']).Add("tools.iso", iso).Finish();
        var remarks = new List<string>();

        await Transfer.OfStreamAsync(new PieceStream(archive, 5000), OvaBytes.Name, "raw", new ReadOptions { AllowUnverified = true, Warn = remarks.Add });

        Assert.Contains(remarks, remark => remark.Contains("tools.iso", StringComparison.Ordinal) && remark.Contains("its SHA256 is", StringComparison.Ordinal));
    }

    public static TheoryData<string, byte[]> Hostile => new()
    {
        { "symbolic link", new TarBytes().Add("a.ovf", TarEntryType.SymbolicLink, "/etc/passwd").Finish() },
        { "hard link", new TarBytes().Add("a.vmdk", TarEntryType.HardLink, "b").Finish() },
        { "device", new TarBytes().Add("a.vmdk", TarEntryType.BlockDevice).Finish() },
        { "stored sparse", new TarBytes().AddHeader('S', TarBytes.Octal(0)).Finish() },
        { "plain name", new TarBytes().Add("../a.ovf", [1]).Finish() },
        { "plain name", new TarBytes().Add("/a.ovf", [1]).Finish() },
        { "there twice", new TarBytes().Add("a.iso", [1]).Add("./a.iso", [2]).Finish() },
        { "continues", new TarBytes().AddHeader('L', TarBytes.Octal(100_000)).AddRaw(new byte[100_352]).Finish() },
        { "global pax", new TarBytes().AddHeader('g', "12 size=600\n").Finish() },
        { "cut off", new TarBytes().AddHeader('0', [0x80, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "a.iso").Finish() },
        { "above the limit", new TarBytes().AddHeader('0', [0x80, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "a.iso").Finish() },
        { "cut off", new TarBytes().AddHeader('0', TarBytes.Octal(60 << 20), "a.ovf").Finish() },
        { "holds no .ovf", new TarBytes().Add("a.vmdk", [1]).Finish() },
        { "checksum", new TarBytes().Add("a.iso", [1]).AddRaw(TestDisk.RandomBytes(512)).Finish() },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task OpenAsync_HostileArchive_IsRefused(string problem, byte[] archive)
    {
        var content = new PieceStream(archive);

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(async () => await Transfer.OpenForwardAsync(content, "bad.ova"));

        Assert.Contains(problem, e.Problem, StringComparison.Ordinal);
        Assert.StartsWith("bad.ova", e.File, StringComparison.Ordinal);
        Assert.True(content.IsClosed);
    }

    [Fact]
    public async Task OpenAsync_PackedTwice_IsRefused()
        => await Assert.ThrowsAnyAsync<ImageException>(
            async () => await Transfer.OpenForwardAsync(new PieceStream(OvaBytes.Gzip(OvaBytes.Gzip(OvaBytes.Gzip(new byte[4096])))), "bad.ova.gz"));

    [Fact]
    public async Task Verify_SecondDescriptorBehind_IsRefused()
    {
        OvaBytes ova = (await OvaBytes.MakeAsync()).With('i', "other.ovf", "<Envelope/>"u8.ToArray());

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(() => Transfer.OfStreamAsync(new PieceStream(ova.Pack("o12i"), 5000), OvaBytes.Name, "raw"));

        Assert.Contains("2 descriptors", e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_BetterMemberComesLater_IsRefused()
    {
        // The first is found by its last name only; the one that the descriptor means stands beside it.
        OvaBytes ova = await OvaBytes.MakeAsync();
        byte[] archive = new TarBytes().Add("web01.ovf", ova['o']).Add("old/web01-disk1.vmdk", ova['1']).Add("web01-disk1.vmdk", ova['1'])
            .Add("web01-disk2.vmdk", ova['2']).Finish();

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(() => Transfer.OfStreamAsync(new PieceStream(archive, 5000), OvaBytes.Name, "raw"));

        Assert.Contains("save the archive", e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_SpoolFolderGone_FailsWithItsName()
    {
        byte[] ova = (await OvaBytes.MakeAsync()).Pack("mo21i");

        await Assert.ThrowsAnyAsync<IOException>(
            () => Transfer.OfStreamAsync(new PieceStream(ova, 5000), OvaBytes.Name, "raw", new ReadOptions { SpoolFolder = "/nowhere" }));
    }

    [Fact]
    public async Task Convert_MemberAboveTheLimit_IsNotSaved()
    {
        byte[] ova = (await OvaBytes.MakeAsync()).Pack("1o2i");

        UnsupportedImageException e = await Assert.ThrowsAsync<UnsupportedImageException>(
            async () => await Transfer.OpenForwardAsync(new PieceStream(ova, 5000), OvaBytes.Name, new ReadOptions { MaxDiskSize = 1 << 20 }));

        Assert.Contains("--max-disk-size", e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_AnyDamagedByte_IsReadOrRefused()
    {
        byte[] ova = (await OvaBytes.MakeAsync()).Pack("o1m");
        var random = new Random(6);
        for (int i = 0; i < 150; i++)
        {
            byte[] damaged = [.. ova];
            damaged[random.Next(i % 2 == 0 ? 4096 : ova.Length)] = (byte)random.Next(256);
            Exception? e = await Record.ExceptionAsync(async () =>
            {
                await using IMachineSource source = await Transfer.OpenForwardAsync(
                    new PieceStream(damaged, 9000), OvaBytes.Name, new ReadOptions { MaxDiskSize = 64 << 20 });
                foreach (MachineDisk disk in source.DisksInOrder)
                {
                    await Transfer.ReadAsync(await source.OpenContentAsync(disk, CancellationToken.None));
                }

                await source.VerifyAsync(CancellationToken.None);
            });
            Assert.True(e is null or ImageException, e?.ToString());
        }
    }
}

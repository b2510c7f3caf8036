using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Formats.Tests.Ovf.Packages;
using Appliance.Formats.Tests.Vhd;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Streaming;

public sealed class OvaForwardTests
{
    public static TheoryData<string, int> Orders()
    {
        var data = new TheoryData<string, int>();
        foreach (string order in (string[])["om12i", "o12im", "o12i", "mo21i", "12oim", "2i1om", "1m2oi", "o2im1", "i1o2m"])
        {
            data.Add(order, 0);
        }

        data.Add("om12i", 13);
        data.Add("2i1om", 13);

        return data;
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Convert_MembersInAnyOrder_GivesWhatAFileGives(string order, int piece)
    {
        byte[] ova = (await OvaBytes.MakeAsync()).Pack(order);
        foreach (string target in Transfer.Targets)
        {
            byte[][] expected = await Transfer.OfFileAsync(ova, OvaBytes.Name, target);

            byte[][] actual = await Transfer.OfStreamAsync(piece > 0 ? new PieceStream(ova, piece) : PieceStream.AtRandom(ova, seed: 3), OvaBytes.Name, target);

            Assert.Equal(expected.Length, actual.Length);
            Assert.All(expected.Zip(actual), pair => DiskAssert.Same(pair.First, pair.Second));
        }
    }

    [Theory]
    [InlineData("om12i", 0)]
    [InlineData("o1i2m", 0)]
    [InlineData("mo21i", 1)]
    [InlineData("12omi", 2)]
    public async Task Convert_MemberBeforeItsTurn_IsSavedWithOneRemark(string order, int saved)
    {
        var remarks = new List<string>();

        await Transfer.OfStreamAsync(
            new PieceStream((await OvaBytes.MakeAsync()).Pack(order), 5000), OvaBytes.Name, "raw", new ReadOptions { Warn = remarks.Add });

        Assert.Equal(saved, remarks.Count(remark => remark.Contains("and is saved to", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task DisksInOrder_OrderOfReferences_IsThatOfTheArchive()
    {
        await using IMachineSource source = await Transfer.OpenForwardAsync(new PieceStream((await OvaBytes.MakeAsync()).Pack("om12i"), 5000), OvaBytes.Name);

        Assert.Equal(["vmdisk2", "vmdisk1", "blank"], source.Group.Disks.Select(disk => disk.Id));
        Assert.Equal(["blank", "vmdisk1", "vmdisk2"], source.DisksInOrder.Select(disk => disk.Id));
    }

    [Fact]
    public async Task OpenContentAsync_DiskOutOfTurn_HoldsItsBytesAndSoDoTheOthers()
    {
        await using IMachineSource source = await Transfer.OpenForwardAsync(new PieceStream((await OvaBytes.MakeAsync()).Pack("om12i"), 5000), OvaBytes.Name);
        MachineDisk[] disks = [.. source.Group.Disks];
        foreach (MachineDisk disk in disks)
        {
            await source.MeasureDiskAsync(disk, CancellationToken.None);
        }

        byte[] second = await Transfer.ReadAsync(await source.OpenContentAsync(disks[0], CancellationToken.None));
        byte[] first = await Transfer.ReadAsync(await source.OpenContentAsync(disks[1], CancellationToken.None));
        byte[] blank = await Transfer.ReadAsync(await source.OpenContentAsync(disks[2], CancellationToken.None));
        await source.VerifyAsync(CancellationToken.None);

        DiskAssert.Same(OvaBytes.Contents[0], first);
        DiskAssert.Same([.. OvaBytes.Contents[1], .. new byte[(3 << 20) - OvaBytes.Contents[1].Length]], second);
        DiskAssert.Same(new byte[1 << 20], blank);
    }

    [Theory]
    [InlineData("o12im")]
    [InlineData("o21im")]
    public async Task OpenContentAsync_SavedImageTwice_HoldsItsBytes(string order)
    {
        OvaBytes ova = (await OvaBytes.MakeAsync()).With('1', "web01-disk1.vmdk", FlatDescriptor).With('i', "flat.img", OvaBytes.Contents[0]);
        await using IMachineSource source = await Transfer.OpenForwardAsync(new PieceStream(ova.Pack(order), 5000), OvaBytes.Name);
        MachineDisk disk = source.Group.Disks.Single(disk => disk.Id == "vmdisk1");
        await source.MeasureDiskAsync(disk, CancellationToken.None);
        for (int i = 0; i < 2; i++)
        {
            DiskContent content = await source.OpenContentAsync(disk, CancellationToken.None);
            await Transfer.SameAsync(OvaBytes.Contents[0], Transfer.ReadAsync(content));
        }
    }

    [Fact]
    public async Task OpenDiskAsync_AllDisks_ReadsAtRandom()
    {
        await using IMachineSource source = await Transfer.OpenForwardAsync(new PieceStream((await OvaBytes.MakeAsync()).Pack("o12im"), 5000), OvaBytes.Name);

        await using Disk first = await source.OpenDiskAsync(source.Group.Disks.Single(disk => disk.Id == "vmdisk1"), CancellationToken.None);
        await DiskAssert.HoldsAsync(OvaBytes.Contents[0], first);
        await source.VerifyAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("vhd")]
    [InlineData("fixed")]
    [InlineData("raw")]
    [InlineData("gzip")]
    public async Task Convert_OtherImages_GivesWhatAFileGives(string kind)
    {
        byte[] first = OvaBytes.Contents[0], second = OvaBytes.Contents[1];
        (byte[] a, byte[] b) = kind switch
        {
            "vhd" => (await VhdSamples.DynamicAsync(first), await VhdSamples.DynamicAsync(second)),
            "fixed" => (await VhdSamples.FixedAsync(first), await VhdSamples.FixedAsync(second)),
            "gzip" => (OvaBytes.Gzip(await OvaBytes.StreamAsync(first)), await OvaBytes.StreamAsync(second)),
            _ => (first, second),
        };
        string extension = kind switch { "vhd" or "fixed" => "vhd", "gzip" => "vmdk", _ => "img" };
        OvaBytes ova = OvaBytes.Of(a, b);
        ova.FileAttributes = kind == "gzip" ? "ovf:compression=\"gzip\"" : "";
        ova.With('1', $"web01-disk1.{extension}", a).With('2', $"web01-disk2.{extension}", b).Describe();
        ova.With('o', "web01.ovf", System.Text.Encoding.UTF8.GetBytes(
            System.Text.Encoding.UTF8.GetString(ova['o']).Replace(".vmdk", $".{extension}", StringComparison.Ordinal)));
        byte[] archive = ova.Pack("om12i", "SHA1");

        byte[][] expected = await Transfer.OfFileAsync(archive, OvaBytes.Name, "vhd");
        byte[][] actual = await Transfer.OfStreamAsync(new PieceStream(archive), OvaBytes.Name, "vhd");

        Assert.Equal(3, actual.Length);
        Assert.All(expected.Zip(actual), pair => DiskAssert.Same(pair.First, pair.Second));
    }

    [Theory]
    [InlineData("o0123m")]
    [InlineData("o01x23m")]
    [InlineData("o1023m")]
    public async Task Convert_FileInChunks_GivesWhatAFileGives(string order)
    {
        byte[] disk = await OvaBytes.StreamAsync(OvaBytes.Contents[0]);
        int chunk = (disk.Length / 3) - 1;
        OvaBytes ova = await OvaBytes.MakeAsync();
        byte[] second = ova['2'];
        ova.FileAttributes = $"ovf:chunkSize=\"{chunk}\"" + (order.Contains('x', StringComparison.Ordinal) ? $" ovf:size=\"{disk.Length}\"" : "");
        ova.Describe().With('x', "web01-disk2.vmdk", second);
        for (int i = 0; i < 4; i++)
        {
            byte[] part = disk[(i * chunk)..Math.Min(disk.Length, (i + 1) * chunk)];
            ova.With((char)('0' + i), $"web01-disk1.vmdk.00000000{i}", part);
        }

        byte[] archive = ova.Pack(order.Contains('x', StringComparison.Ordinal) ? order : order + "x");
        byte[][] expected = await Transfer.OfFileAsync(archive, OvaBytes.Name, "raw");
        byte[][] actual = await Transfer.OfStreamAsync(new PieceStream(archive, 4000), OvaBytes.Name, "raw");

        Assert.Equal(3, actual.Length);
        Assert.All(expected.Zip(actual), pair => DiskAssert.Same(pair.First, pair.Second));
    }

    [Fact]
    public async Task Convert_ImageOfSeveralMembers_WaitsForTheOthers()
    {
        OvaBytes ova = (await OvaBytes.MakeAsync()).With('1', "web01-disk1.vmdk", FlatDescriptor).With('i', "flat.img", OvaBytes.Contents[0]);
        byte[] archive = ova.Pack("o1i2m");

        byte[][] expected = await Transfer.OfFileAsync(archive, OvaBytes.Name, "raw");
        byte[][] actual = await Transfer.OfStreamAsync(new PieceStream(archive, 5000), OvaBytes.Name, "raw");

        Assert.All(expected.Zip(actual), pair => DiskAssert.Same(pair.First, pair.Second));
        Assert.Contains(actual, disk => disk.AsSpan().SequenceEqual(OvaBytes.Contents[0]));
    }

    [Fact]
    public async Task Convert_OtherMemberOfAnImageHasGoneBy_IsRefusedWithTheWayOut()
    {
        OvaBytes ova = (await OvaBytes.MakeAsync()).With('1', "web01-disk1.vmdk", FlatDescriptor).With('i', "flat.img", OvaBytes.Contents[0]);

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(() => Transfer.OfStreamAsync(new PieceStream(ova.Pack("oi12"), 5000), OvaBytes.Name, "raw"));

        Assert.Contains("save the archive", e.Problem, StringComparison.Ordinal);
    }

    private static byte[] FlatDescriptor => System.Text.Encoding.UTF8.GetBytes($"""
        # Disk DescriptorFile
        version=1
        CID=fffffffe
        parentCID=ffffffff
        createType="monolithicFlat"
        RW {OvaBytes.Contents[0].Length / 512} FLAT "flat.img" 0
        """);

    [Fact]
    public async Task Convert_PackedWithGzip_GivesTheSameDisks()
    {
        byte[] ova = (await OvaBytes.MakeAsync()).Pack("om12i");

        byte[][] expected = await Transfer.OfFileAsync(ova, OvaBytes.Name, "raw");
        byte[][] actual = await Transfer.OfStreamAsync(new PieceStream(OvaBytes.Gzip(ova), 700), OvaBytes.Name + ".gz", "raw");

        Assert.All(expected.Zip(actual), pair => DiskAssert.Same(pair.First, pair.Second));
    }

    [NeedsToolTheory("openssl")]
    [InlineData("omc12")]
    [InlineData("o12mc")]
    [InlineData("o1mc2")]
    public async Task Convert_Signed_IsCheckedWhereverTheSignatureStands(string order)
    {
        using var folder = new TemporaryFolder();
        OvaBytes ova = (await OvaBytes.MakeAsync()).With('c', "web01.cert", []);
        ova.Pack(order);
        ova.With('c', "web01.cert", Signing.Sign(folder, "web01.mf", ova.Manifest));

        await Transfer.OfStreamAsync(new PieceStream(ova.Pack(order), 5000), OvaBytes.Name, "raw");
        byte[] other = Signing.Sign(folder, "web01.mf", [.. ova.Manifest, (byte)'\n']);
        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(
            () => Transfer.OfStreamAsync(new PieceStream(ova.With('c', "web01.cert", other).Pack(order), 5000), OvaBytes.Name, "raw"));

        Assert.Contains("signature does not match", e.Problem, StringComparison.Ordinal);
    }
}

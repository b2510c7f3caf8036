using Appliance.Guests.Devices;
using Appliance.Guests.Volumes;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Volumes;

public sealed class LvmTests
{
    private const int Extent = LvmImage.ExtentSize;

    [Fact]
    public void Scan_SegmentsOnTwoDisks_ReadInOrder()
    {
        string text = LvmImage.Group(LvmImage.Volume("root", LvmImage.Linear(1, 1, "pv1", 3), LvmImage.Linear(0, 1, "pv0", 2)));
        byte[] first = new LvmImage(LvmImage.FirstId).Make(text);
        byte[] second = new LvmImage(LvmImage.SecondId) { HasText = false }.Make(text);

        VolumeSet found = Scan(first, second);

        Assert.Empty(found.Remarks);
        Assert.Equal([.. Data(first, 2), .. Data(second, 3)], ReadAll(Logical(found, "vg-0/root")));
    }

    [Fact]
    public void Scan_StripedSegment_TakesTurns()
    {
        const string Stripes = "segment1 { start_extent=0\nextent_count=2\ntype=\"striped\"\nstripe_count=2\nstripe_size=2\nstripes=[\"pv0\",1,\"pv1\",0]\n}\n";
        string text = LvmImage.Group(LvmImage.Volume("data", Stripes));
        byte[] first = new LvmImage(LvmImage.FirstId).Make(text);
        byte[] second = new LvmImage(LvmImage.SecondId).Make(text);

        byte[] read = ReadAll(Logical(Scan(first, second), "vg-0/data"));

        byte[] expected = [.. Enumerable.Range(0, 4).SelectMany(row => Data(first, 1).AsSpan(row * 1024, 1024).ToArray().Concat(Data(second, 0).AsSpan(row * 1024, 1024).ToArray()))];
        Assert.Equal(expected, read);
    }

    [Fact]
    public void Scan_TextThatGoesOnBehindTheHeader_IsRead()
    {
        byte[] bytes = new LvmImage(LvmImage.FirstId) { AreaSize = 8192, TextOffset = 8000 }.Make(OneVolume());
        Assert.NotNull(Logical(Scan(bytes), "vg-0/root"));
    }

    [Fact]
    public void Scan_TwoTextsOfAGroup_TheNewerCounts()
    {
        byte[] first = new LvmImage(LvmImage.FirstId).Make(LvmImage.Group(LvmImage.Volume("new", LvmImage.Linear(0, 1, "pv0", 0)), seqno: 10));
        byte[] second = new LvmImage(LvmImage.SecondId).Make(LvmImage.Group(LvmImage.Volume("old", LvmImage.Linear(0, 1, "pv0", 0)), seqno: 9));

        Assert.Equal("vg-0/new", Assert.Single(Scan(first, second).Volumes, volume => volume.LogicalVolume is not null).LogicalVolume);
    }

    [Fact]
    public void Scan_MissingDisk_IsNamedAndTheRestIsRead()
    {
        string volumes = LvmImage.Volume("here", LvmImage.Linear(0, 1, "pv0", 0)) + LvmImage.Volume("gone", LvmImage.Linear(0, 1, "pv1", 0));

        VolumeSet found = Scan(new LvmImage(LvmImage.FirstId).Make(LvmImage.Group(volumes)));

        Assert.NotNull(Logical(found, "vg-0/here"));
        Assert.Null(found.Find("/dev/vg-0/gone"));
        Assert.Contains(found.Remarks, remark => remark.Contains("FGsVzc-wPk7-Xhjt-o0i6-E0C0-RmRh-mwV2ZC, which is on none of the disks", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("thin")]
    [InlineData("cache")]
    [InlineData("raid1")]
    [InlineData("mirror")]
    [InlineData("error")]
    [InlineData("vdo")]
    public void Scan_VolumeOfAnotherType_IsNamed(string type)
    {
        VolumeSet found = Scan(new LvmImage(LvmImage.FirstId).Make(LvmImage.Group(LvmImage.Volume("odd", LvmImage.Other(type)))));

        Assert.Null(found.Find("/dev/vg-0/odd"));
        Assert.Contains(found.Remarks, remark => remark.Contains($"vg-0/odd: is of type {type}", StringComparison.Ordinal));
    }

    [Fact]
    public void Scan_Snapshot_IsNamedAndItsOriginIsRead()
    {
        string volumes = LvmImage.Volume("root", LvmImage.Linear(0, 1, "pv0", 0))
            + LvmImage.Volume("before", LvmImage.Linear(0, 1, "pv0", 1)).Replace(", \"VISIBLE\"", "", StringComparison.Ordinal)
            + LvmImage.Volume("snapshot0", LvmImage.Other("snapshot", "origin = \"root\"\ncow_store = \"before\""));

        VolumeSet found = Scan(new LvmImage(LvmImage.FirstId).Make(LvmImage.Group(volumes)));

        Assert.Equal("vg-0/root", Assert.Single(found.Volumes, volume => volume.LogicalVolume is not null).LogicalVolume);
        Assert.Equal(3, found.Remarks.Count);
        Assert.Contains(found.Remarks, remark => remark.Contains("vg-0/before: is a snapshot of root", StringComparison.Ordinal));
        Assert.Contains(found.Remarks, remark => remark.Contains("vg-0/root: has a snapshot", StringComparison.Ordinal));
    }

    [Fact]
    public void Scan_SnapshotToBeMerged_LeavesItsOriginOut()
    {
        string volumes = LvmImage.Volume("root", LvmImage.Linear(0, 1, "pv0", 0))
            + LvmImage.Volume("before", LvmImage.Linear(0, 1, "pv0", 1))
            + LvmImage.Volume("snapshot0", LvmImage.Other("snapshot", "origin = \"root\"\nmerging_store = \"before\""));

        VolumeSet found = Scan(new LvmImage(LvmImage.FirstId).Make(LvmImage.Group(volumes)));

        Assert.DoesNotContain(found.Volumes, volume => volume.LogicalVolume is not null);
        Assert.Contains(found.Remarks, remark => remark.Contains("vg-0/root: a snapshot is about to be merged", StringComparison.Ordinal));
    }

    [Fact]
    public void Scan_ExportedGroup_IsLeftOut()
    {
        byte[] bytes = new LvmImage(LvmImage.FirstId).Make(LvmImage.Group(LvmImage.Volume("root", LvmImage.Linear(0, 1, "pv0", 0)), status: ", \"EXPORTED\""));
        Assert.Contains(Scan(bytes).Remarks, remark => remark.Contains("exported", StringComparison.Ordinal));
    }

    [Fact]
    public void Scan_TwoCopiesOfAVolume_UsesNone()
    {
        byte[] bytes = new LvmImage(LvmImage.FirstId).Make(OneVolume());

        VolumeSet found = Scan(bytes, bytes);

        Assert.Null(found.Find("/dev/vg-0/root"));
        Assert.Contains(found.Remarks, remark => remark.Contains("are the same physical volume", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("extent_size = 8", "extent_size = 0")]
    [InlineData("extent_size = 8", "extent_size = 9223372036854775807")]
    [InlineData("pe_start = 128", "pe_start = 9223372036854775807")]
    [InlineData("pe_start = 128", "pe_start = 36028797018963967")]
    [InlineData("extent_count = 1", "extent_count = 9223372036854775807")]
    [InlineData("extent_count = 1", "extent_count = 0")]
    [InlineData("start_extent = 0", "start_extent = 1")]
    [InlineData("\"pv0\", 0", "\"pv0\", 4")]
    [InlineData("\"pv0\", 0", "\"pv0\", 9223372036854775807")]
    [InlineData("\"pv0\", 0", "\"pv0\", -1")]
    [InlineData("\"pv0\", 0", "\"pv0\"")]
    [InlineData("\"pv0\", 0", "\"pv9\", 0")]
    [InlineData("stripe_count = 1", "stripe_count = 2")]
    [InlineData("stripe_count = 1", "")]
    [InlineData("2vMi14\"", "2vMi1\u001b\"")]
    [InlineData("root {", "../../root {")]
    [InlineData("vg-0 {", "\"../x\" {")]
    [InlineData("status = [", "status = {")]
    [InlineData("}", "")]
    [InlineData("segment0 {", "a{b{c{d{e{f{g{h{i{j{k{l{m{n{o{p{q{")]
    public void Scan_HostileText_IsToldAndReadsNothing(string part, string replacement)
    {
        byte[] bytes = new LvmImage(LvmImage.FirstId).Make(OneVolume().Replace(part, replacement, StringComparison.Ordinal));

        VolumeSet found = Scan(bytes);

        Assert.DoesNotContain(found.Volumes, volume => volume.LogicalVolume is not null);
        Assert.Contains(found.Remarks, remark => !remark.Contains("on none of the disks", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(4096 + 24)]
    [InlineData(4096 + 40)]
    [InlineData(4096 + 600)]
    public void Scan_DamagedMetadata_IsTold(int at)
    {
        byte[] bytes = new LvmImage(LvmImage.FirstId).Make(OneVolume());
        bytes[at] ^= 0x40;

        Assert.Contains("LVM metadata", Assert.Single(Scan(bytes).Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Scan_MetadataOfCopies_IsNotRead()
    {
        byte[] bytes = new LvmImage(LvmImage.FirstId).Make(OneVolume());
        bytes[4096] ^= 0x40;

        Assert.DoesNotContain(Scan(bytes, bytes).Remarks, remark => remark.Contains("LVM metadata", StringComparison.Ordinal));
    }

    private static string OneVolume() => LvmImage.Group(LvmImage.Volume("root", LvmImage.Linear(0, 1, "pv0", 0)));

    private static VolumeSet Scan(params byte[][] disks) => VolumeScan.Scan([.. disks.Select((bytes, i) => new MemoryDevice(bytes, $"disk{i}"))]);

    private static BlockDevice Logical(VolumeSet found, string name) => found.Find("/dev/" + name)!.Device;

    private static byte[] Data(byte[] disk, int extent) => disk[(LvmImage.DataStart + (extent * Extent))..][..Extent];

    private static byte[] ReadAll(BlockDevice device)
    {
        var bytes = new byte[device.Length];
        device.Read(0, bytes);
        return bytes;
    }
}

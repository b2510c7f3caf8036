using System.Buffers.Binary;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Volumes;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.Volumes;

public sealed class PartitionTests
{
    private const string Mbr = "label: dos\nlabel-id: 0x1234abcd\nstart=2048,size=2048,type=83,bootable\nstart=6144,size=2048,type=c\n";

    private const string Extended = """
        label: dos
        label-id: 0x1234abcd
        start=2048,size=2048,type=83,bootable
        start=4096,size=20480,type=5
        start=26624,size=2048,type=c
        start=6144,size=2048,type=83
        start=10240,size=2048,type=7
        start=14336,size=2048,type=8e

        """;

    private const string Gpt = "label: gpt\nstart=2048,size=2048,type=U,name=\"EFI System\"\nstart=8192,size=4096,type=L\n";

    [NeedsToolTheory("sfdisk", "partx")]
    [InlineData(Mbr, 2)]
    [InlineData(Extended, 5)]
    [InlineData("label: dos\nlabel-id: 0x00000001\nstart=2048,size=20480,type=f\nstart=4096,size=2048,type=83\n", 1)]
    [InlineData(Gpt, 2)]
    [InlineData("label: gpt\ntable-length: 8\n5: start=2048,size=2048\n2: start=6144,size=2048,name=\"two words\"\n", 2)]
    [InlineData("label: gpt\ntable-length: 1024\nstart=4096,size=2048\n", 1)]
    [InlineData("label: gpt\n", 0)]
    [InlineData("label: dos\n", 0)]
    public void Scan_TableBySfdisk_AgreesWithPartx(string script, int partitions)
    {
        using var folder = new TemporaryFolder();
        string image = DividedDisk.Make(folder, script);

        Assert.Equal(partitions, DividedDisk.AgreesWithPartx(image).Volumes.Count(volume => volume.Partition is not null));
    }

    [NeedsToolFact("sfdisk")]
    public void Scan_ManyLogicalPartitions_AreNumberedFromFive()
    {
        string logical = string.Concat(Enumerable.Range(0, 50).Select(i => $"start={4096 + (i * 256) + 128},size=100,type=83\n"));
        using var folder = new TemporaryFolder();
        string image = DividedDisk.Make(folder, "label: dos\nstart=4096,size=20480,type=5\n" + logical);

        Assert.Equal(Enumerable.Range(5, 50), DividedDisk.AgreesWithPartx(image).Volumes.Select(volume => volume.Partition).OfType<int>());
    }

    [NeedsToolFact("sfdisk", "mkfs.fat")]
    public void Scan_FileSystemOnTheWholeDisk_IsOneVolume()
    {
        using var folder = new TemporaryFolder();
        string image = DividedDisk.Make(folder, "label: dos\n");
        Tool.Run("mkfs.fat", "-F", "16", "-I", image);

        Volume volume = Assert.Single(DividedDisk.Scan(File.ReadAllBytes(image)).Volumes);

        Assert.Equal((0, null, FileSystemKind.Fat), (volume.Disk, volume.Partition, volume.Kind));
    }

    [NeedsToolFact("sfdisk", "mkfs.ext4")]
    public void Scan_FileSystemFromBeforeTheTable_DoesNotCount()
    {
        using var folder = new TemporaryFolder();
        string image = DividedDisk.Make(folder, Mbr);
        byte[] bytes = File.ReadAllBytes(image);
        SampleVolumes.Make(FileSystemKind.Ext)[1024..2048].CopyTo(bytes, 1024);

        Assert.Equal(FileSystemKind.Unknown, DividedDisk.Scan(bytes).Volumes[0].Kind);
    }

    [NeedsToolFact("sfdisk")]
    public void Scan_PartitionBeyondTheDisk_IsLeftOut()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = File.ReadAllBytes(DividedDisk.Make(folder, Mbr));

        VolumeSet found = DividedDisk.Scan(bytes[..((6144 + 1000) * 512)]);

        Assert.Equal([null, 1], found.Volumes.Select(volume => volume.Partition));
        Assert.Contains("partition 2: ends at byte", Assert.Single(found.Remarks), StringComparison.Ordinal);
    }

    [NeedsToolTheory("sfdisk")]
    [InlineData(0)]
    [InlineData(2048)]
    [InlineData(4_000_000)]
    public void Scan_ChainThatLeadsAstray_Ends(uint next)
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = File.ReadAllBytes(DividedDisk.Make(folder, Extended));
        const int Link = 4096 * 512;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Link + 446 + 16 + 8), next);

        VolumeSet found = DividedDisk.Scan(bytes);

        Assert.Contains(found.Volumes, volume => volume.Partition == 5);
        Assert.Contains("logical partitions", Assert.Single(found.Remarks), StringComparison.Ordinal);
    }

    [NeedsToolTheory("sfdisk")]
    [InlineData("label: dos\nstart=2048,size=2048,type=42\n", "dynamic disk")]
    [InlineData("label: dos\nstart=2048,size=2048,type=a5\n", "FreeBSD")]
    [InlineData("label: gpt\nstart=2048,size=2048,type=AF9B60A0-1431-4F62-BC68-3311714A69AD\n", "dynamic disk")]
    [InlineData("label: gpt\nstart=2048,size=2048,type=E75CAF8F-F680-4CEE-AFA3-B001E56EFC2D\n", "Storage Spaces")]
    public void Scan_PartitionThatHoldsMore_IsNamedAndLeftAlone(string script, string name)
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = File.ReadAllBytes(DividedDisk.Make(folder, script));
        SampleVolumes.Make(FileSystemKind.Ntfs).CopyTo(bytes, 2048 * 512);

        VolumeSet found = DividedDisk.Scan(bytes);

        Assert.Equal(FileSystemKind.Unknown, found.Volumes[1].Kind);
        Assert.Contains(name, Assert.Single(found.Remarks), StringComparison.Ordinal);
    }
}

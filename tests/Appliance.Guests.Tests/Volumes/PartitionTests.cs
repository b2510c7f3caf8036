using System.Buffers.Binary;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Volumes;
using Appliance.Testing;
using Appliance.Testing.Guests;
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
        string image = Make(folder, script);

        Assert.Equal(partitions, AgreesWithPartx(image).Volumes.Count(volume => volume.Partition is not null));
    }

    [NeedsToolFact("sfdisk")]
    public void Scan_ManyLogicalPartitions_AreNumberedFromFive()
    {
        string logical = string.Concat(Enumerable.Range(0, 50).Select(i => $"start={4096 + (i * 256) + 128},size=100,type=83\n"));
        using var folder = new TemporaryFolder();
        string image = Make(folder, "label: dos\nstart=4096,size=20480,type=5\n" + logical);

        Assert.Equal(Enumerable.Range(5, 50), AgreesWithPartx(image).Volumes.Select(volume => volume.Partition).OfType<int>());
    }

    [NeedsToolTheory("sfdisk", "partx")]
    [InlineData(512 + 40)]
    [InlineData(1024 + 8)]
    public void Scan_GptDamagedAtItsStart_UsesTheCopy(int damagedByte)
    {
        using var folder = new TemporaryFolder();
        string image = Make(folder, Gpt);
        byte[] bytes = File.ReadAllBytes(image);
        bytes[damagedByte] ^= 0xFF;
        File.WriteAllBytes(image, bytes);

        VolumeSet found = AgreesWithPartx(image);

        Assert.Equal(2, found.Volumes.Count(volume => volume.Partition is not null));
        Assert.Contains("copy at the end", Assert.Single(found.Remarks), StringComparison.Ordinal);
    }

    [NeedsToolFact("sfdisk")]
    public void Scan_GptDamagedAtBothEnds_IsTold()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = File.ReadAllBytes(Make(folder, Gpt));
        bytes[512 + 16]++;
        bytes[^(512 - 16)]++;

        VolumeSet found = Scan(bytes);

        Assert.Single(found.Volumes);
        Assert.Contains("damaged, at the start and at the end", Assert.Single(found.Remarks), StringComparison.Ordinal);
    }

    [NeedsLoopFact("sfdisk", "partx")]
    public void Scan_GptOfLargeSectors_IsRead()
    {
        using var folder = new TemporaryFolder();
        string image = Make(folder, "label: gpt\n");
        using (var loop = new LoopDevice(image, sectorSize: 4096))
        {
            string script = folder.Write("large", "label: gpt\nstart=512,size=512,name=first\n");
            Tool.Run("sh", "-c", $"sfdisk -q --no-reread --no-tell-kernel --wipe always {loop.Path} < '{script}'");
        }

        Volume volume = Assert.Single(AgreesWithPartx(image, 4096).Volumes, volume => volume.Partition == 1);

        Assert.Equal("first", volume.PartitionLabel);
    }

    [NeedsToolFact("sfdisk")]
    public void Scan_GptOfHostileSize_IsRefused()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = File.ReadAllBytes(Make(folder, Gpt));
        foreach (int header in (int[])[512, bytes.Length - 512])
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(header + 80), uint.MaxValue);
            bytes.AsSpan(header + 16, 4).Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(header + 16), Crc32.Compute(bytes.AsSpan(header, 92)));
        }

        Assert.Single(Scan(bytes).Volumes);
    }

    [NeedsToolFact("sfdisk", "mkfs.fat")]
    public void Scan_FileSystemOnTheWholeDisk_IsOneVolume()
    {
        using var folder = new TemporaryFolder();
        string image = Make(folder, "label: dos\n");
        Tool.Run("mkfs.fat", "-F", "16", "-I", image);

        Volume volume = Assert.Single(Scan(File.ReadAllBytes(image)).Volumes);

        Assert.Equal((0, null, FileSystemKind.Fat), (volume.Disk, volume.Partition, volume.Kind));
    }

    [NeedsToolFact("sfdisk", "mkfs.ext4")]
    public void Scan_FileSystemFromBeforeTheTable_DoesNotCount()
    {
        using var folder = new TemporaryFolder();
        string image = Make(folder, Mbr);
        byte[] bytes = File.ReadAllBytes(image);
        SampleVolumes.Make(FileSystemKind.Ext)[1024..2048].CopyTo(bytes, 1024);

        Assert.Equal(FileSystemKind.Unknown, Scan(bytes).Volumes[0].Kind);
    }

    [NeedsToolFact("sfdisk")]
    public void Scan_PartitionBeyondTheDisk_IsLeftOut()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = File.ReadAllBytes(Make(folder, Mbr));

        VolumeSet found = Scan(bytes[..((6144 + 1000) * 512)]);

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
        byte[] bytes = File.ReadAllBytes(Make(folder, Extended));
        const int Link = 4096 * 512;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Link + 446 + 16 + 8), next);

        VolumeSet found = Scan(bytes);

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
        byte[] bytes = File.ReadAllBytes(Make(folder, script));
        SampleVolumes.Make(FileSystemKind.Ntfs).CopyTo(bytes, 2048 * 512);

        VolumeSet found = Scan(bytes);

        Assert.Equal(FileSystemKind.Unknown, found.Volumes[1].Kind);
        Assert.Contains(name, Assert.Single(found.Remarks), StringComparison.Ordinal);
    }

    private static string Make(TemporaryFolder folder, string script)
    {
        string image = folder["image"];
        using (FileStream file = File.Create(image))
        {
            file.SetLength(16 << 20);
        }

        Tool.Run("sh", "-c", $"sfdisk -q '{image}' < '{folder.Write("script", script)}'");
        return image;
    }

    private static VolumeSet Scan(byte[] bytes) => VolumeScan.Scan([new MemoryDevice(bytes)]);

    /// <summary>What partx, and so the kernel's numbers and udev's names, has to say about an image, an extended partition left out.</summary>
    private static VolumeSet AgreesWithPartx(string image, int sector = 512)
    {
        using var device = new FileDevice(image);
        VolumeSet found = VolumeScan.Scan([device]);
        string listed = Tool.TryRun("partx", "-S", $"{sector}", "-b", "-P", "-o", "NR,START,SIZE,TYPE,UUID,NAME", image).Output;
        string[] expected = [.. listed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.Contains("TYPE=\"0x5\"", StringComparison.Ordinal) && !line.Contains("TYPE=\"0xf\"", StringComparison.Ordinal))];

        Assert.Equal(expected.Order(), found.Volumes.Where(volume => volume.Partition is not null).Select(Describe).Order());
        return found;
    }

    private static string Describe(Volume volume)
    {
        long start = ((MappedDevice)volume.Device).Segments[0].Offset / 512;
        string type = volume.MbrType is { } mbr ? $"0x{mbr:x}" : $"{volume.PartitionType}";
        return $"NR=\"{volume.Partition}\" START=\"{start}\" SIZE=\"{volume.Device.Length}\" TYPE=\"{type}\" UUID=\"{volume.PartitionUuid}\" NAME=\"{volume.PartitionLabel}\"";
    }
}

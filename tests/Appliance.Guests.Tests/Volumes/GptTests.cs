using System.Buffers.Binary;
using System.IO.Hashing;
using Appliance.Guests.Volumes;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.Volumes;

public sealed class GptTests
{
    private const string Gpt = "label: gpt\nstart=2048,size=2048,type=U,name=\"EFI System\"\nstart=8192,size=4096,type=L\n";

    [NeedsToolTheory("sfdisk", "partx")]
    [InlineData(512 + 40)]
    [InlineData(1024 + 8)]
    public void Scan_GptDamagedAtItsStart_UsesTheCopy(int damagedByte)
    {
        using var folder = new TemporaryFolder();
        string image = DividedDisk.Make(folder, Gpt);
        byte[] bytes = File.ReadAllBytes(image);
        bytes[damagedByte] ^= 0xFF;
        File.WriteAllBytes(image, bytes);

        VolumeSet found = DividedDisk.AgreesWithPartx(image);

        Assert.Equal(2, found.Volumes.Count(volume => volume.Partition is not null));
        Assert.Contains("copy at the end", Assert.Single(found.Remarks), StringComparison.Ordinal);
    }

    [NeedsToolFact("sfdisk")]
    public void Scan_GptDamagedAtBothEnds_IsTold()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = File.ReadAllBytes(DividedDisk.Make(folder, Gpt));
        bytes[512 + 16]++;
        bytes[^(512 - 16)]++;

        VolumeSet found = DividedDisk.Scan(bytes);

        Assert.Single(found.Volumes);
        Assert.Contains("damaged, at the start and at the end", Assert.Single(found.Remarks), StringComparison.Ordinal);
    }

    [NeedsLoopFact("sfdisk", "partx")]
    public void Scan_GptOfLargeSectors_IsRead()
    {
        using var folder = new TemporaryFolder();
        string image = DividedDisk.Make(folder, "label: gpt\n");
        using (var loop = new LoopDevice(image, sectorSize: 4096))
        {
            string script = folder.Write("large", "label: gpt\nstart=512,size=512,name=first\n");
            Tool.Run("sh", "-c", $"sfdisk -q --no-reread --no-tell-kernel --wipe always {loop.Path} < '{script}'");
        }

        Volume volume = Assert.Single(DividedDisk.AgreesWithPartx(image, 4096).Volumes, volume => volume.Partition == 1);

        Assert.Equal("first", volume.PartitionLabel);
    }

    [NeedsToolFact("sfdisk")]
    public void Scan_GptOfHostileSize_IsRefused()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = File.ReadAllBytes(DividedDisk.Make(folder, Gpt));
        foreach (int header in (int[])[512, bytes.Length - 512])
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(header + 80), uint.MaxValue);
            bytes.AsSpan(header + 16, 4).Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(header + 16), Crc32.HashToUInt32(bytes.AsSpan(header, 92)));
        }

        Assert.Single(DividedDisk.Scan(bytes).Volumes);
    }
}

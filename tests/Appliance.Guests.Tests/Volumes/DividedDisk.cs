using Appliance.Guests.Devices;
using Appliance.Guests.Volumes;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Volumes;

/// <summary>Disks that sfdisk divided.</summary>
internal static class DividedDisk
{
    /// <summary>A disk of 16 MiB, divided by sfdisk.</summary>
    public static string Make(TemporaryFolder folder, string script)
    {
        string image = folder["image"];
        using (FileStream file = File.Create(image))
        {
            file.SetLength(16 << 20);
        }

        Tool.Run("sh", "-c", $"sfdisk -q '{image}' < '{folder.Write("script", script)}'");
        return image;
    }

    /// <summary>Scans one disk.</summary>
    public static VolumeSet Scan(byte[] bytes) => VolumeScan.Scan([new MemoryDevice(bytes)]);

    /// <summary>What partx, and so the kernel's numbers and udev's names, has to say about an image, an extended partition left out.</summary>
    public static VolumeSet AgreesWithPartx(string image, int sector = 512)
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

using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Volumes;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Volumes;

/// <summary>What LVM's own tools make, and what GRUB, which reads LVM by itself, finds in it.</summary>
public sealed class LvmToolTests
{
    [NeedsLoopFact("lvm", "mkfs.ext4", "grub-fstest")]
    public void Scan_GroupByLvm_AgreesWithLvmAndGrub()
    {
        using var folder = new TemporaryFolder();
        string[] images = [Make(folder, "a", 64), Make(folder, "b", 64)];
        string ranges = MakeGroup(images);
        using var first = new FileDevice(images[0]);
        using var second = new FileDevice(images[1]);

        VolumeSet found = VolumeScan.Scan([first, second]);

        Assert.Empty(found.Remarks);
        Assert.Equal(ranges, string.Join('\n', found.Volumes.Where(volume => volume.LogicalVolume is not null).SelectMany(volume => Ranges(volume)).Order()));
        Assert.Equal([Blkid.Probe(images[0]).Uuid, Blkid.Probe(images[1]).Uuid], found.Volumes.Where(volume => volume.Disk is not null).Select(volume => volume.Uuid));
        foreach (string name in (string[])["test-vg/ro-ot", "test-vg/striped"])
        {
            ReadsThroughGrub(folder, found.Find("/dev/" + name)!.Device, images, name);
        }
    }

    /// <summary>Puts a file system on the volume by way of our device, and lets GRUB read a file of some stripes from the disks.</summary>
    private static void ReadsThroughGrub(TemporaryFolder folder, BlockDevice device, string[] images, string name)
    {
        string content = folder.Write("tree/file", TestDisk.RandomBytes(3_000_001));
        string image = Make(folder, "fs", (int)(device.Length >> 20));
        Tool.Run("mkfs.ext4", "-q", "-d", folder["tree"], image);
        device.Write(0, File.ReadAllBytes(image));

        string mapped = name.Replace("-", "--", StringComparison.Ordinal).Replace('/', '-');
        Tool.Run("grub-fstest", "-c", "2", images[0], images[1], "cp", $"(lvm/{mapped})/file", folder["out"]);

        Assert.Equal(File.ReadAllBytes(content), File.ReadAllBytes(folder["out"]));
        Assert.Equal(FileSystemKind.Ext, VolumeScan.Scan([new MemoryDevice(File.ReadAllBytes(images[0])), new MemoryDevice(File.ReadAllBytes(images[1]))]).Find("/dev/" + name)!.Kind);
    }

    /// <summary>Makes a group over two disks, with a volume in two pieces and one in stripes.</summary>
    /// <returns>The extents of each segment, as lvs tells them, the disks called a and b.</returns>
    private static string MakeGroup(string[] images)
    {
        using var first = new LoopDevice(images[0]);
        using var second = new LoopDevice(images[1]);
        string Lvm(params string[] arguments) => Tool.Run(
            "lvm",
            [
                arguments[0],
                "--config",
                $$"""devices { use_devicesfile=0 filter=["a|^{{first.Path}}$|","a|^{{second.Path}}$|","r|.*|"] } activation { udev_sync=0 udev_rules=0 } backup { backup=0 archive=0 }""",
                .. arguments[1..],
            ]);

        // Kernels without device-mapper do: nothing is activated.
        string[] make = ["lvcreate", "--driverloaded", "n", "-y", "-an", "-Zn", "-Wn"];
        Lvm("pvcreate", first.Path, second.Path);
        Lvm("vgcreate", "--driverloaded", "n", "test-vg", first.Path, second.Path);
        Lvm([.. make, "-l", "3", "-n", "ro-ot", "test-vg"]);
        Lvm([.. make, "-l", "4", "-i", "2", "-I", "64", "-n", "striped", "test-vg"]);
        Lvm("lvextend", "--driverloaded", "n", "-l", "+12", "test-vg/ro-ot");
        string listed = Lvm("lvs", "--noheadings", "-o", "name,seg_pe_ranges", "test-vg").Replace(first.Path, "a", StringComparison.Ordinal).Replace(second.Path, "b", StringComparison.Ordinal);
        return string.Join('\n', listed.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Where(line => line.Length > 0).Order());
    }

    private static IEnumerable<string> Ranges(Volume volume)
    {
        foreach (DeviceSegment segment in ((MappedDevice)volume.Device).Segments)
        {
            IReadOnlyList<DeviceSegment> columns = segment.Device is StripedDevice striped ? striped.Columns : [segment];
            yield return $"{volume.LogicalVolume!.Split('/')[1]} {string.Join(' ', columns.Select(Range))}";
        }
    }

    private static string Range(DeviceSegment run)
    {
        const long First = 1 << 20, Extent = 4 << 20;
        long from = (run.Offset - First) / Extent;
        return $"{run.Device.Name}:{from}-{from + (run.Length / Extent) - 1}";
    }

    private static string Make(TemporaryFolder folder, string name, int mebibytes)
    {
        using FileStream file = File.Create(folder[name]);
        file.SetLength((long)mebibytes << 20);
        return folder[name];
    }
}

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
        Assert.Equal(ranges, string.Join('\n', found.Volumes.Where(volume => volume.LogicalVolume is not null).SelectMany(Ranges).Order(StringComparer.Ordinal)));
        Assert.Equal([Blkid.Probe(images[0]).Uuid, Blkid.Probe(images[1]).Uuid], found.Volumes.Where(volume => volume.Disk is not null).Select(volume => volume.Uuid));
        foreach (string name in (string[])["test-vg/ro-ot", "test-vg/striped"])
        {
            ReadsThroughGrub(folder, found.Find("/dev/" + name)!.Device, images, name);
        }
    }

    [NeedsLoopFact("lvm")]
    public void Scan_VolumesOfOtherTypes_NamesAllThatLvmNames()
    {
        using var folder = new TemporaryFolder();
        string[] images = [Make(folder, "a", 64), Make(folder, "b", 64)];
        string names = MakeOtherTypes(folder, images);
        using var first = new FileDevice(images[0]);
        using var second = new FileDevice(images[1]);

        VolumeSet found = VolumeScan.Scan([first, second]);

        IEnumerable<string> read = found.Volumes.Select(volume => volume.LogicalVolume).OfType<string>();
        IEnumerable<string> told = found.Remarks.Select(remark => remark.Split(' ', ':')[2]);
        Assert.Equal(["test-vg/root"], read);
        Assert.Equal(names, string.Join('\n', read.Concat(told).Distinct().Order(StringComparer.Ordinal)));
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

    /// <summary>A group with a volume in two pieces and one in stripes.</summary>
    /// <returns>The extents of each segment.</returns>
    private static string MakeGroup(string[] images)
    {
        using var lvm = new LvmTool(images[0], images[1]);
        lvm.Create("ro-ot", "-l", "3");
        lvm.Create("striped", "-l", "4", "-i", "2", "-I", "64");
        lvm.Run("lvextend", "-l", "+12", "test-vg/ro-ot");
        return lvm.List("name,seg_pe_ranges");
    }

    /// <summary>Lets LVM take over volumes that it would not make without a kernel that can run them.</summary>
    /// <returns>The names of all volumes that a user sees, as <c>vg/lv</c>.</returns>
    private static string MakeOtherTypes(TemporaryFolder folder, string[] images)
    {
        string[] hidden = ["r1_rmeta_0", "r1_rimage_0", "r1_rmeta_1", "r1_rimage_1", "pool_tmeta", "pool_tdata", "before"];
        string volumes = string.Concat(
        [
            LvmImage.Volume("root", LvmImage.Linear(0, 1, "pv0", 0)),
            .. hidden.Select((name, i) => LvmImage.Volume(name, LvmImage.Linear(0, 1, "pv1", i)).Replace(", \"VISIBLE\"", "", StringComparison.Ordinal)),
            LvmImage.Volume("snapshot0", LvmImage.Other("snapshot", "chunk_size = 8\norigin = \"root\"\ncow_store = \"before\"")),
            LvmImage.Volume("r1", LvmImage.Other("raid1", "device_count = 2\nregion_size = 4096\nraids = [\"r1_rmeta_0\", \"r1_rimage_0\", \"r1_rmeta_1\", \"r1_rimage_1\"]")),
            LvmImage.Volume("pool", LvmImage.Other("thin-pool", "metadata = \"pool_tmeta\"\npool = \"pool_tdata\"\ntransaction_id = 1\nchunk_size = 128\ndiscards = \"passdown\"\nzero_new_blocks = 1")),
            LvmImage.Volume("thin", LvmImage.Other("thin", "thin_pool = \"pool\"\ntransaction_id = 0\ndevice_id = 1")),
        ]);
        using var lvm = new LvmTool(images[0], images[1]);
        lvm.Run("vgcfgbackup", "-f", folder["backup"], "test-vg");
        string backup = File.ReadAllText(folder["backup"]).TrimEnd();
        Assert.EndsWith("}", backup, StringComparison.Ordinal);
        lvm.Run("vgcfgrestore", "--force", "-y", "-f", folder.Write("edited", $"{backup[..^1]}\nlogical_volumes {{\n{volumes}}}\n}}\n"), "test-vg");
        return lvm.List("vg_name,name").Replace(' ', '/');
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

using Appliance.Formats;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Volumes.Lvm;
using Appliance.Guests.Volumes.Partitions;
using Appliance.Guests.Volumes.Probing;

namespace Appliance.Guests.Volumes;

/// <summary>Finds all volumes on the disks of a machine.</summary>
public sealed class VolumeScan
{
    private readonly List<Volume> _volumes = [];
    private readonly List<string> _remarks = [];

    private VolumeScan()
    {
    }

    /// <summary>Looks at whole disks, their partitions, and the logical volumes on both.</summary>
    /// <param name="disks">In the machine's order.</param>
    /// <returns>The volumes; what is damaged or not read is told in remarks.</returns>
    /// <exception cref="ImageException">An image that holds a disk is damaged where it was read.</exception>
    public static VolumeSet Scan(IReadOnlyList<BlockDevice> disks)
    {
        ArgumentNullException.ThrowIfNull(disks);
        var scan = new VolumeScan();
        for (int i = 0; i < disks.Count; i++)
        {
            scan.AddDisk(i, disks[i]);
        }

        scan.AddLogicalVolumes();
        return new VolumeSet(scan._volumes, scan._remarks);
    }

    /// <summary>Adds a disk and its partitions; what was on the whole disk before it was divided may still be there, and does not count.</summary>
    private void AddDisk(int number, BlockDevice disk)
    {
        FileSystemIdentity whole = FileSystemProbe.Identify(disk);
        IReadOnlyList<Partition> partitions = PartitionTable.Read(disk, whole, _remarks);
        Add(Describe(disk, partitions.Count == 0 ? whole : FileSystemIdentity.Unknown) with { Disk = number });
        foreach (Partition partition in partitions)
        {
            AddPartition(number, disk, partition);
        }
    }

    private void AddPartition(int number, BlockDevice disk, Partition partition)
    {
        string name = $"{disk.Name} partition {partition.Number}";
        BlockDevice device = MappedDevice.Slice(name, disk, partition.Offset, partition.Length);
        string? opaque = PartitionType.WhyOpaque(partition);
        if (opaque is not null)
        {
            _remarks.Add($"{name}: {opaque}");
        }

        Add(Describe(device, opaque is null ? FileSystemProbe.Identify(device) : FileSystemIdentity.Unknown) with
        {
            Disk = number,
            Partition = partition.Number,
            PartitionUuid = partition.Uuid,
            PartitionLabel = partition.Label,
            PartitionType = partition.Type,
            MbrType = partition.MbrType,
        });
    }

    private void AddLogicalVolumes()
    {
        BlockDevice[] physical = [.. _volumes.Where(volume => volume.Kind == FileSystemKind.LvmPhysicalVolume).Select(volume => volume.Device)];
        foreach (LvmLogicalVolume volume in LvmScan.Scan(physical, _remarks))
        {
            Add(Describe(volume.Device, FileSystemProbe.Identify(volume.Device)) with { LogicalVolume = volume.Name });
        }
    }

    private void Add(Volume volume) => _volumes.Add(volume);

    private Volume Describe(BlockDevice device, FileSystemIdentity identity)
    {
        if (identity.Note is not null)
        {
            _remarks.Add($"{device.Name}: {identity.Note}");
        }

        return new Volume { Device = device, Kind = identity.Kind, Uuid = identity.Uuid, Label = identity.Label };
    }
}

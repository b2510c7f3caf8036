using Appliance.Formats;
using Appliance.Guests.Containers;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Volumes.Lvm;
using Appliance.Guests.Volumes.Partitions;
using Appliance.Guests.Volumes.Probing;

namespace Appliance.Guests.Volumes;

/// <summary>Finds all volumes on the disks of a machine.</summary>
public sealed class VolumeScan
{
    // LUKS on a logical volume on an array has two; nobody makes more, but what is inside a container comes from strangers.
    private const int MostLayers = 3;

    private readonly List<Volume> _volumes = [];
    private readonly List<string> _remarks = [];
    private readonly HashSet<Volume> _tried = new(ReferenceEqualityComparer.Instance);
    private List<string> _lvmRemarks = [];

    private VolumeScan()
    {
    }

    /// <summary>Looks at whole disks, their partitions, and the logical volumes on both.</summary>
    /// <param name="disks">In the machine's order.</param>
    /// <returns>The volumes; what is damaged or not read is told in remarks.</returns>
    /// <exception cref="ImageException">An image that holds a disk is damaged where it was read.</exception>
    public static VolumeSet Scan(IReadOnlyList<BlockDevice> disks) => Scan(disks, [], writable: false);

    /// <summary>Looks at whole disks, their partitions, the logical volumes on both, and what is inside containers.</summary>
    /// <param name="disks">In the machine's order.</param>
    /// <param name="engines">What opens containers.</param>
    /// <param name="writable">Whether what is inside containers is to be written.</param>
    /// <returns>The volumes; what is damaged or not read is told in remarks.</returns>
    /// <exception cref="ImageException">An image that holds a disk is damaged where it was read, or an engine refuses what it was given.</exception>
    /// <exception cref="MissingToolException">What an engine needs is not installed.</exception>
    public static VolumeSet Scan(IReadOnlyList<BlockDevice> disks, IReadOnlyList<IContainerEngine> engines, bool writable)
    {
        ArgumentNullException.ThrowIfNull(disks);
        ArgumentNullException.ThrowIfNull(engines);
        var scan = new VolumeScan();
        for (int i = 0; i < disks.Count; i++)
        {
            scan.AddWhole(disks[i], i, []);
        }

        scan.AddLogicalVolumes();
        for (int layer = 0; layer < MostLayers && scan.OpenContainers(engines, writable); layer++)
        {
            scan.AddLogicalVolumes();
        }

        return new VolumeSet(scan._volumes, [.. scan._remarks, .. scan._lvmRemarks]);
    }

    /// <summary>Adds a disk, or what is inside a container, and its partitions; what was on the whole before it was divided may still be there, and does not count.</summary>
    private void AddWhole(BlockDevice whole, int? disk, IReadOnlyList<Volume> within)
    {
        FileSystemIdentity identity = FileSystemProbe.Identify(whole);
        IReadOnlyList<Partition> partitions = PartitionTable.Read(whole, identity, _remarks);
        Add(Describe(whole, partitions.Count == 0 ? identity : FileSystemIdentity.Unknown) with { Disk = disk, Within = within });
        foreach (Partition partition in partitions)
        {
            Add(Describe(whole, partition) with { Disk = disk, Within = within });
        }
    }

    /// <summary>Opens the containers that were not tried yet.</summary>
    /// <returns>Whether there are more volumes now.</returns>
    private bool OpenContainers(IReadOnlyList<IContainerEngine> engines, bool writable)
    {
        int before = _volumes.Count;
        foreach (IContainerEngine engine in engines)
        {
            Volume[] containers = [.. _volumes.Take(before).Where(volume => engine.Handles(volume.Kind) && _tried.Add(volume))];
            foreach (OpenedContainer opened in containers.Length == 0 ? [] : engine.Open(containers, writable))
            {
                AddContainer(opened);
            }
        }

        return _volumes.Count > before;
    }

    private void AddContainer(OpenedContainer container)
    {
        if (container.Device is { } inside)
        {
            AddWhole(inside, disk: null, container.Members);
            return;
        }

        foreach (Volume member in container.Members)
        {
            int index = _volumes.FindIndex(volume => ReferenceEquals(volume, member));
            _volumes[index] = member with { WhyClosed = container.Problem };
            _tried.Add(_volumes[index]);
        }
    }

    /// <summary>Adds the logical volumes that are not there yet: a group may have more of them once a container is open.</summary>
    private void AddLogicalVolumes()
    {
        HashSet<string?> known = [.. _volumes.Select(volume => volume.LogicalVolume)];
        BlockDevice[] physical = [.. _volumes.Where(volume => volume.Kind == FileSystemKind.LvmPhysicalVolume).Select(volume => volume.Device)];
        _lvmRemarks = [];
        foreach (LvmLogicalVolume volume in LvmScan.Scan(physical, _lvmRemarks).Where(volume => !known.Contains(volume.Name)))
        {
            Add(Describe(volume.Device, FileSystemProbe.Identify(volume.Device)) with { LogicalVolume = volume.Name });
        }
    }

    private void Add(Volume volume) => _volumes.Add(volume);

    private Volume Describe(BlockDevice whole, Partition partition)
    {
        string name = $"{whole.Name} partition {partition.Number}";
        BlockDevice device = MappedDevice.Slice(name, whole, partition.Offset, partition.Length);
        string? opaque = PartitionType.WhyOpaque(partition);
        if (opaque is not null)
        {
            _remarks.Add($"{name}: {opaque}");
        }

        return Describe(device, opaque is null ? FileSystemProbe.Identify(device) : FileSystemIdentity.Unknown) with
        {
            Partition = partition.Number,
            PartitionUuid = partition.Uuid,
            PartitionLabel = partition.Label,
            PartitionType = partition.Type,
            MbrType = partition.MbrType,
        };
    }

    private Volume Describe(BlockDevice device, FileSystemIdentity identity)
    {
        if (identity.Note is not null)
        {
            _remarks.Add($"{device.Name}: {identity.Note}");
        }

        return new Volume { Device = device, Kind = identity.Kind, Uuid = identity.Uuid, Label = identity.Label };
    }
}

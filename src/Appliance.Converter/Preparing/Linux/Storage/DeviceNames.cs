using Appliance.Guests.FileSystems;
using Appliance.Guests.Volumes;

namespace Appliance.Converter.Preparing.Linux.Storage;

/// <summary>
/// Puts names that hold on Xen in place of those that the old hardware gave: the file system's UUID where it has one of
/// its own, else the partition's, else the name that Xen gives by the order of the disks. Xen's disks have no links by id or path.
/// </summary>
/// <param name="context">The machine and its volumes, and where it is told what was found.</param>
/// <param name="takesUuids">Whether what reads the names looks into file systems, and knows <c>UUID=</c>.</param>
/// <param name="takesPartitionUuids">Whether what reads the names knows <c>PARTUUID=</c>.</param>
internal sealed class DeviceNames(PreparationContext context, bool takesUuids = true, bool takesPartitionUuids = true)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>A device by what lies on it; the same name where it holds on Xen too, or where nothing is known of it.</summary>
    /// <param name="device">The name as it is written.</param>
    /// <param name="file">Where it is written, for the notes.</param>
    public string Stable(string device, string file) => Replace(device, file, volume => ByContent(volume));

    /// <summary>A device by the name of its node on Xen, for what takes no other.</summary>
    public string Node(string device, string file) => Replace(device, file, _ => null);

    private string Replace(string device, string file, Func<Volume, string?> name)
    {
        if (!DiskName.IsOfHardware(device))
        {
            return device;
        }

        if (DiskName.Parse(device, context.Machine.Disks) is not { } disk)
        {
            Tell(() => context.Warn($"{file}: {device} cannot be told from the machine's {context.Machine.Disks.Count} disks and stays; set it to a UUID where it is needed"), file + device);
            return device;
        }

        Volume? volume = context.Volumes.Volumes.FirstOrDefault(volume => volume.Disk == disk.Disk && volume.Partition == disk.Partition);
        string stable = (volume is null ? null : name(volume)) ?? disk.ToString();
        Tell(() => context.Did($"{file}: {device} becomes {stable}"), file + device);
        return stable;
    }

    private string? ByContent(Volume volume)
        => takesUuids && volume.Uuid is { } uuid && IsMounted(volume.Kind) && IsOwn(volume) ? $"UUID={uuid}"
            : takesPartitionUuids && volume.PartitionUuid is { } partition ? $"PARTUUID={partition}" : null;

    private static bool IsMounted(FileSystemKind kind) => kind is not (FileSystemKind.LvmPhysicalVolume or FileSystemKind.LinuxRaid or FileSystemKind.Zfs);

    // The devices of one btrfs share its UUID; of anything else, two of a kind are clones, and the wrong one might be mounted.
    private bool IsOwn(Volume volume)
        => volume.Kind == FileSystemKind.Btrfs || context.Volumes.Volumes.Count(other => other.Uuid == volume.Uuid) == 1;

    private void Tell(Action tell, string key)
    {
        if (_told.Add(key))
        {
            tell();
        }
    }
}

using Appliance.Guests.FileSystems;
using Appliance.Guests.Inspection;
using Appliance.Guests.Inspection.Linux;
using Appliance.Guests.Trees;
using Appliance.Guests.Volumes;

namespace Appliance.Guests.Opening;

/// <summary>A place that looks like the root of an installed system.</summary>
/// <param name="Volume">Where it lies.</param>
/// <param name="Folder">The subvolume of btrfs that is the root; <c>/</c> for all of the volume.</param>
/// <param name="FileSystem">Its files; owned by nobody here.</param>
/// <param name="Kind">What sort of system it is.</param>
/// <param name="Mounts">Its fstab.</param>
/// <param name="Crypttab">What it opens, by the names below <c>/dev/mapper</c>.</param>
internal sealed record SystemRoot(
    Volume Volume, string Folder, FileSystem FileSystem, GuestKind Kind, IReadOnlyList<MountPoint> Mounts, IReadOnlyList<(string Name, string Device)> Crypttab)
{
    private static readonly string[] SecondaryNames = ["rescue", "recovery", "snap", "backup"];

    /// <summary>What messages call it.</summary>
    public string Name => Folder == "/" ? Volume.Device.Name : $"{Volume.Device.Name} {Folder[1..]}";

    /// <summary>Whether a name says that it is kept for another day.</summary>
    public bool IsSecondary
    {
        get
        {
            string?[] names = [Volume.Label, Volume.PartitionLabel, Volume.LogicalVolume, Folder];
            return names.OfType<string>().Any(name => SecondaryNames.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase)));
        }
    }

    /// <summary>Whether its fstab mounts the very place as the root: that of a copy mounts what was copied.</summary>
    public bool IsConfirmed(VolumeSet volumes)
        => Mounts.FirstOrDefault(line => line.Path == "/") is { } line
            && ReferenceEquals(volumes.WithNames(Crypttab).Find(line.Device), Volume)
            && (new MountOptions(line).Folder is var folder && (folder == "/" || folder == Folder));

    /// <summary>The same, open for what is to be done with it; its fstab may have changed with the journal that was replayed.</summary>
    public SystemRoot Keep(VolumeOpener opener)
    {
        var root = new SubtreeFileSystem(opener.Keep(Volume), Folder);
        if (Kind == GuestKind.Windows)
        {
            return this with { FileSystem = root };
        }

        using var tree = new GuestTree(root);
        return this with { FileSystem = root, Mounts = Fstab.Read(tree) };
    }

    /// <summary>The volumes that its fstab mounts somewhere below.</summary>
    public IEnumerable<Volume> VolumesBelow(VolumeSet volumes)
        => Mounts.Where(line => line.Path != "/").Select(line => line.Device).Select(volumes.WithNames(Crypttab).Find).OfType<Volume>();
}

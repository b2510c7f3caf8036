using System.Runtime.ExceptionServices;
using Appliance.Formats;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Volumes;

namespace Appliance.Guests.Opening;

/// <summary>Finds the one system that the machine starts.</summary>
internal sealed class RootChoice
{
    // UEFI's discoverable root partitions of x86-64 and x86.
    private static readonly Guid[] RootTypes = [new("4f68bce3-e8cd-4db1-96e7-fbcaf984b709"), new("44479540-f297-41b2-9af7-d131d5f0458a")];

    // A busy server has some ten; each may take seconds, and a table of partitions has room for 128 that are all the same.
    private const int MostCandidates = 64;

    private readonly VolumeSet _volumes;
    private readonly VolumeOpener _opener;
    private readonly ICollection<string> _remarks;
    private readonly List<SystemRoot> _roots = [];
    private readonly HashSet<Volume> _below = new(ReferenceEqualityComparer.Instance);
    private readonly List<Exception> _failures = [];

    /// <summary>Looks among <paramref name="volumes"/>, opened by <paramref name="opener"/>; <paramref name="remarks"/> gets what was passed over.</summary>
    public RootChoice(VolumeSet volumes, VolumeOpener opener, ICollection<string> remarks)
    {
        _volumes = volumes;
        _opener = opener;
        _remarks = remarks;
    }

    /// <summary>Finds the system.</summary>
    /// <param name="machine">What messages call the machine.</param>
    /// <exception cref="UnsupportedImageException">There is none, or more than one.</exception>
    /// <exception cref="ImageException">The volume where it may be cannot be opened.</exception>
    /// <exception cref="IOException">What opens it failed.</exception>
    public SystemRoot Find(string machine)
    {
        foreach (Volume volume in Candidates())
        {
            // What a system mounts below its root is no other system's root, and opening it may be dear.
            if (!_below.Contains(volume))
            {
                LookInto(volume);
            }
        }

        SystemRoot chosen = _roots.Count switch
        {
            0 => throw NothingFound(machine),
            1 => _roots[0],
            _ => ChooseOne() ?? throw new UnsupportedImageException(
                machine, $"has several installed systems, and which one starts cannot be told: {Names(_roots)}: convert without preparing the guest"),
        };
        Tell(chosen);
        return chosen;
    }

    /// <summary>Where a system may be, the likeliest first; of several names for the same bytes only one.</summary>
    private Volume[] Candidates()
    {
        Volume[] all = [.. _volumes.Volumes.Where(volume => IsCandidate(volume.Kind)).OrderBy(Rank).DistinctBy(volume => volume.Device, SameBytesComparer.Instance)];
        if (all.Length > MostCandidates)
        {
            _remarks.Add($"{all[MostCandidates].Device.Name} and {all.Length - MostCandidates - 1} more volumes: are not looked into, for {MostCandidates} were");
        }

        return all[..Math.Min(all.Length, MostCandidates)];
    }

    private static bool IsCandidate(FileSystemKind kind)
        => kind is FileSystemKind.Ext or FileSystemKind.Xfs or FileSystemKind.Btrfs or FileSystemKind.Ntfs;

    /// <summary>Where the root probably is comes first: its fstab tells what need not be opened.</summary>
    private static int Rank(Volume volume)
    {
        bool isProbable = volume.LogicalVolume?.EndsWith("root", StringComparison.OrdinalIgnoreCase) == true
            || volume.Label is "/" || volume.Label?.Contains("root", StringComparison.OrdinalIgnoreCase) == true
            || (volume.PartitionType is { } type && RootTypes.Contains(type));
        bool isDear = volume.Kind is FileSystemKind.Xfs or FileSystemKind.Btrfs;
        return (isProbable, isDear) switch { (true, _) => 0, (_, false) => 1, _ => 2 };
    }

    private void LookInto(Volume volume)
    {
        try
        {
            IReadOnlyList<SystemRoot> found = RootFinder.Find(volume, _opener.Look(volume));
            _roots.AddRange(found);
            _below.UnionWith(found.SelectMany(root => root.VolumesBelow(_volumes)));
        }
        catch (Exception problem) when (problem is ImageException or MissingToolException or IOException)
        {
            // Told with the others where a system is found elsewhere, thrown where none is.
            _failures.Add(problem);
        }
    }

    private SystemRoot? ChooseOne()
    {
        SystemRoot[] primary = [.. _roots.Where(root => !root.IsSecondary)];
        if (primary is [SystemRoot only])
        {
            return only;
        }

        // No fstab speaks for a Windows: beside one, nothing tells which of them starts.
        SystemRoot[] confirmed = [.. primary.Where(root => root.IsConfirmed(_volumes))];
        return confirmed is [SystemRoot one] && primary.All(root => root.Kind == GuestKind.Linux) ? one : null;
    }

    private void Tell(SystemRoot chosen)
    {
        foreach (SystemRoot other in _roots.Where(root => !ReferenceEquals(root, chosen)))
        {
            _remarks.Add($"{other.Name}: holds another system, which is left alone");
        }

        foreach (Exception failure in _failures)
        {
            _remarks.Add(failure.Message);
        }
    }

    private Exception NothingFound(string machine)
    {
        if (_failures.Count > 0)
        {
            ExceptionDispatchInfo.Throw(_failures[0]);
        }

        string[] reasons = [.. ClosedVolume.Describe(_volumes), .. _volumes.Remarks];
        return new UnsupportedImageException(machine, reasons.Length == 0
            ? "no installed system was found on its disks: convert without preparing the guest"
            : $"no installed system was found on its disks: {string.Join("; ", reasons)}");
    }

    private static string Names(IEnumerable<SystemRoot> roots) => string.Join(", ", roots.Select(root => root.Name));
}

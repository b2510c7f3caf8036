using Appliance.Formats;
using Appliance.Formats.Files;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Inspection;
using Appliance.Guests.Trees;
using Appliance.Guests.Volumes;

namespace Appliance.Guests.Opening;

/// <summary>Mounts what the fstab names and the system needs to start: not what its users keep.</summary>
internal sealed class FstabMounter
{
    private static readonly string[] NeededFolders = ["/boot", "/efi", "/etc", "/lib", "/opt", "/usr", "/var"];

    private readonly VolumeSet _volumes;
    private readonly VolumeOpener _opener;
    private readonly GuestTree _tree;
    private readonly ICollection<string> _remarks;

    /// <summary>Mounts into <paramref name="tree"/>; <paramref name="remarks"/> gets what could not be mounted.</summary>
    public FstabMounter(VolumeSet volumes, VolumeOpener opener, GuestTree tree, ICollection<string> remarks)
    {
        _volumes = volumes;
        _opener = opener;
        _tree = tree;
        _remarks = remarks;
    }

    /// <summary>The volumes that were mounted, by where.</summary>
    public SortedDictionary<string, Volume> Mounted { get; } = new(StringComparer.Ordinal);

    /// <summary>Mounts all that is needed, folders before what lies in them.</summary>
    /// <exception cref="ImageException">What the system cannot start without cannot be mounted.</exception>
    /// <exception cref="IOException">What mounts that failed.</exception>
    public void Mount(IEnumerable<MountPoint> lines)
    {
        foreach (MountPoint line in lines.Where(IsNeeded).OrderBy(line => line.Path.Count(letter => letter == '/')))
        {
            try
            {
                MountOne(line);
            }
            catch (Exception problem) when (problem is ImageException or MissingToolException or IOException && line.Path.TrimEnd('/') is not ("/boot" or "/usr"))
            {
                _remarks.Add(problem.Message);
            }
        }
    }

    /// <summary>Shares, memory and folders shown twice are none of the disks'; what is named by no device is one of these.</summary>
    private static bool IsNeeded(MountPoint line)
    {
        var options = new MountOptions(line);
        bool isNeeded = NeededFolders.Any(folder => GuestPath.IsWithin(line.Path.TrimEnd('/'), folder));
        bool boots = GuestPath.IsWithin(line.Path, "/boot") || GuestPath.IsWithin(line.Path, "/efi");
        return isNeeded && line.Type != "swap" && !options.IsBind && (boots || !options.IsOnDemand) && DevicePath.Parse(line.Device) is not null;
    }

    private void MountOne(MountPoint line)
    {
        Volume volume = _volumes.Find(line.Device) ?? throw Fail(line, $"{RelativeName.Printable(line.Device)} is on none of the disks{Closed()}");
        string path = _tree.RealPath(line.Path) ?? throw Fail(line, "its folder is not there");
        if (_tree.Mounts.ContainsKey(path))
        {
            _remarks.Add(Fail(line, "something is mounted there already").Message);
            return;
        }

        string folder = FolderOf(line, volume);
        FileSystem fileSystem = _opener.Keep(volume);
        if (fileSystem.Find(folder)?.Type != FileType.Folder)
        {
            throw Fail(line, $"{volume.Device.Name} has no subvolume {RelativeName.Printable(folder[1..])}");
        }

        _tree.Mount(path, new SubtreeFileSystem(fileSystem, folder));
        Mounted.Add(path, volume);
    }

    private string FolderOf(MountPoint line, Volume volume)
    {
        var options = new MountOptions(line);
        if (volume.Kind != FileSystemKind.Btrfs)
        {
            return "/";
        }

        string folder = options.Folder;
        return options.HasOnlyNumber ? throw Fail(line, "its subvolume is named by a number only: name it by subvol= in the guest's fstab")
            : folder != "/" && folder[1..].Split('/').Any(part => part is "" or "." or "..") ? throw Fail(line, "its subvolume is no path")
            : folder;
    }

    private UnsupportedImageException Fail(MountPoint line, string problem) => new(
        _tree.Name, $"{RelativeName.Printable(line.Path)} of its fstab cannot be mounted: {problem}");

    /// <summary>What is out of reach may well be what was not found.</summary>
    private string Closed() => string.Concat(ClosedVolume.Describe(_volumes).Select(closed => $"; {closed}"));
}

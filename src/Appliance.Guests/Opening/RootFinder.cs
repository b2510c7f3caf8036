using Appliance.Guests.FileSystems;
using Appliance.Guests.Inspection.Linux;
using Appliance.Guests.Trees;
using Appliance.Guests.Volumes;

namespace Appliance.Guests.Opening;

/// <summary>Recognises installed systems by their files.</summary>
internal static class RootFinder
{
    // Windows since XP, and 2000 before it.
    private static readonly string[] WindowsFolders = ["Windows", "WINNT"];

    // What installers call the root's subvolume: Ubuntu and SUSE, Fedora, Debian.
    private static readonly string[] Subvolumes = ["/@", "/root", "/@rootfs"];

    private static readonly string[] LinuxFiles = ["/etc/fstab", "/etc/os-release", "/usr/lib/os-release"];

    /// <summary>The roots on a volume: one at most, but where btrfs has several.</summary>
    public static IReadOnlyList<SystemRoot> Find(Volume volume, FileSystem fileSystem)
    {
        if (volume.Kind == FileSystemKind.Ntfs)
        {
            return IsWindows(fileSystem) ? [new SystemRoot(volume, "/", new SubtreeFileSystem(fileSystem, "/"), GuestKind.Windows, [], [])] : [];
        }

        IReadOnlyList<SystemRoot> whole = [.. FindLinux(volume, fileSystem, "/")];
        return volume.Kind != FileSystemKind.Btrfs || whole.Count > 0
            ? whole
            : [.. Subvolumes.SelectMany(folder => FindLinux(volume, fileSystem, SnapperRoot.Within(fileSystem, folder) ?? folder))];
    }

    private static IEnumerable<SystemRoot> FindLinux(Volume volume, FileSystem fileSystem, string folder)
    {
        if (fileSystem.Find(folder)?.Type != FileType.Folder)
        {
            yield break;
        }

        var root = new SubtreeFileSystem(fileSystem, folder);
        root.Prefetch(LinuxFiles);
        using var tree = new GuestTree(root);
        if (IsLinux(tree))
        {
            yield return new SystemRoot(volume, folder, root, GuestKind.Linux, Fstab.Read(tree), Crypttab.Read(tree));
        }
    }

    /// <summary>Links count whether or not they lead somewhere: /usr may be a volume of its own.</summary>
    private static bool IsLinux(GuestTree tree)
        => tree.HasFolder("/etc")
            && (tree.FindLink("/bin") is not null || tree.FindLink("/usr") is not null)
            && LinuxFiles.Any(file => tree.FindLink(file) is not null);

    private static bool IsWindows(FileSystem fileSystem)
        => WindowsFolders.Any(folder => Find(fileSystem, folder, "System32", "config", "SYSTEM")?.Type == FileType.File);

    /// <summary>What is at a path, whatever the case of its parts; null where nothing is.</summary>
    private static FileNode? Find(FileSystem fileSystem, params string[] parts)
    {
        if (fileSystem.IgnoresCase)
        {
            return fileSystem.Find("/" + string.Join('/', parts));
        }

        FileNode? node = fileSystem.Find("/");
        string path = "/";
        foreach (string part in parts)
        {
            node = node?.Type != FileType.Folder ? null
                : fileSystem.List(path).FirstOrDefault(inside => string.Equals(inside.Name, part, StringComparison.OrdinalIgnoreCase));
            path = GuestPath.Join(path, node?.Name ?? "");
        }

        return node;
    }
}

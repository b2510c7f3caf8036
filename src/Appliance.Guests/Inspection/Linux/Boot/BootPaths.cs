using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Boot;

/// <summary>Finds in the guest what a boot loader's path means. Boot loaders count from the partition, of which only its mount is known here.</summary>
internal static class BootPaths
{
    /// <summary>The path in the guest; null where no such file is.</summary>
    /// <param name="tree">The guest.</param>
    /// <param name="path">As written: <c>/vmlinuz-6.1</c>, <c>(hd0,0)/boot/vmlinuz</c>, <c>/@/boot/vmlinuz</c>, <c>vmlinuz-lts</c>.</param>
    /// <param name="folder">The folder of the boot loader's file.</param>
    public static string? Find(GuestTree tree, string path, string folder)
    {
        string plain = WithoutDevice(path).Replace('\\', '/');
        return Candidates(plain, folder).FirstOrDefault(tree.HasFile);
    }

    private static IEnumerable<string> Candidates(string path, string folder)
    {
        if (!path.StartsWith('/'))
        {
            yield return GuestPath.Join(folder, path);
        }

        yield return GuestPath.Join("/boot", path);
        foreach (string place in EfiPartition.Places)
        {
            yield return GuestPath.Join(place, path);
        }

        yield return GuestPath.Join("/", path);

        // With btrfs and ZFS the subvolume stands in front: /@/boot/..., /root/boot/...
        if (path.IndexOf("/boot/", StringComparison.Ordinal) is var at and > 0)
        {
            yield return path[at..];
        }
    }

    private static string WithoutDevice(string path)
        => path.StartsWith('(') && path.IndexOf(')', StringComparison.Ordinal) is var end and > 0 ? path[(end + 1)..] : path;
}

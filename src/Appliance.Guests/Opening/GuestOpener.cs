using Appliance.Formats;
using Appliance.Guests.Containers;
using Appliance.Guests.Devices;
using Appliance.Guests.Trees;
using Appliance.Guests.Volumes;

namespace Appliance.Guests.Opening;

/// <summary>Opens guests: volumes, the root, and what is mounted below it.</summary>
internal static class GuestOpener
{
    /// <summary>See <see cref="Guest.Open"/>.</summary>
    public static Guest Open(IReadOnlyList<BlockDevice> disks, GuestOptions options)
    {
        if (disks.Count == 0)
        {
            throw new UnsupportedImageException("the machine", "has no disks, and so no system that could be prepared");
        }

        var opener = new VolumeOpener(options);
        try
        {
            return Open(VolumeScan.Scan(disks, options.Containers, options.IsWritable), opener, options.Containers, disks[0].Name);
        }
        catch
        {
            opener.Dispose();
            throw;
        }
    }

    private static Guest Open(VolumeSet found, VolumeOpener opener, IReadOnlyList<IContainerEngine> containers, string machine)
    {
        List<string> remarks = [.. found.Remarks];
        SystemRoot root = new RootChoice(found, opener, remarks).Find(machine).Keep(opener);
        VolumeSet volumes = found.WithNames(root.Crypttab);
        var tree = new GuestTree(root.FileSystem);
        var mounter = new FstabMounter(volumes, opener, tree, remarks);
        mounter.Mounted.Add("/", root.Volume);
        mounter.Mount(root.Mounts);
        opener.KeepOnly(mounter.Mounted.Values);
        return new Guest(root.Kind, tree, opener, containers)
        {
            Volumes = volumes,
            Mounts = root.Mounts,
            MountedVolumes = mounter.Mounted,
            Remarks = remarks,
        };
    }
}

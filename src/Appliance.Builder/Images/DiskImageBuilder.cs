using Appliance.Builder.Templates;
using Appliance.Builder.Templates.Parts;
using Appliance.Builder.Tools;
using Appliance.Builder.Trees;
using Appliance.Guests.Native;
using Appliance.Guests.Trees;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Builder.Images;

/// <summary>Makes the raw images of a machine's disks of its tree: table, file systems, loader. No loop device, no root.</summary>
/// <param name="machine">The machine.</param>
/// <param name="tool">Runs programs.</param>
internal sealed class DiskImageBuilder(MachineTemplate machine, BuildTool tool)
{
    private readonly IReadOnlyList<DiskPlan> _disks = DiskPlan.CreateAll(machine);

    /// <summary>Makes them.</summary>
    /// <param name="tree">Gets what it needs to start.</param>
    /// <param name="work">A folder for the images, and for what is made on the way.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Their paths, that of the first disk first.</returns>
    public async Task<IReadOnlyList<string>> MakeAsync(RootTree tree, string work, CancellationToken cancellationToken)
    {
        new BootFiles(tree, _disks).Add(machine.KernelArguments);
        string[] images = [.. _disks.Select((_, index) => Path.Combine(work, $"disk{index + 1}.raw"))];
        foreach ((DiskPlan disk, string image) in _disks.Zip(images))
        {
            using SafeFileHandle file = File.OpenHandle(image, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite);
            await MakeAsync(tree, disk, image, file, work, cancellationToken);
        }

        return images;
    }

    private async Task MakeAsync(RootTree tree, DiskPlan disk, string image, SafeFileHandle file, string work, CancellationToken cancellationToken)
    {
        RandomAccess.SetLength(file, disk.Size);
        RandomAccess.Write(file, DosTable.ToBytes(disk), 0);
        foreach (PlannedPartition partition in disk.Partitions)
        {
            if (partition.Choice.FileSystem == PartitionContent.Swap)
            {
                await MakeSwapAsync(file, partition, work, cancellationToken);
            }
            else
            {
                await new ExtImage(tool, tree.Now).MakeAsync(image, file, partition, NodesOf(tree, partition.Choice.Mount!), cancellationToken);
            }
        }

        if (disk.Root is not null)
        {
            await new BiosLoader(tool).WriteAsync(file, disk, work, cancellationToken);
        }
    }

    /// <summary>What of a tree lies on the file system that is mounted at a path: all below it, without what is mounted deeper.</summary>
    private IEnumerable<KeyValuePair<string, TreeNode>> NodesOf(RootTree tree, string mount)
    {
        string[] deeper = [.. _disks.SelectMany(disk => disk.Partitions).Select(partition => partition.Choice.Mount).OfType<string>().Where(other => other != mount && GuestPath.IsWithin(other, mount))];
        return tree.Nodes
            .Where(node => GuestPath.IsWithin(node.Key, mount) && !deeper.Any(other => node.Key != other && GuestPath.IsWithin(node.Key, other)))
            .Select(node => KeyValuePair.Create(PathWithin(mount, node.Key), node.Value.OtherName is { } other ? node.Value with { OtherName = PathWithin(mount, other) } : node.Value));
    }

    private static string PathWithin(string mount, string path) => mount == "/" ? path : path == mount ? "/" : path[mount.Length..];

    private async Task MakeSwapAsync(SafeFileHandle file, PlannedPartition partition, string work, CancellationToken cancellationToken)
    {
        const int HeaderSize = 4096;
        string path = Path.Combine(work, $"{partition.Id}.swap");
        await using (FileStream swap = File.Create(path))
        {
            swap.SetLength(partition.Length);
        }

        await tool.RunAsync(Programs.Require("mkswap", "util-linux", "to make swap space"), ["-q", "-U", $"{partition.Id}", path], cancellationToken);
        byte[] header = new byte[HeaderSize];
        await using FileStream made = File.OpenRead(path);
        await made.ReadExactlyAsync(header, cancellationToken);
        RandomAccess.Write(file, header, partition.Offset);
    }
}

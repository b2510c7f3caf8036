using Appliance.Builder.Templates;
using Appliance.Builder.Templates.Parts;
using Appliance.Builder.Tools;
using Appliance.Builder.Trees;
using Appliance.Guests.Trees;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Builder.Images;

/// <summary>Makes the raw image of an appliance's disk of its tree: table, file systems, loader. No loop device, no root.</summary>
/// <param name="template">The appliance.</param>
/// <param name="tool">Runs programs.</param>
internal sealed class DiskImageBuilder(Template template, BuildTool tool)
{
    private readonly DiskPlan _plan = DiskPlan.Create(template);

    /// <summary>Makes it.</summary>
    /// <param name="tree">Gets what it needs to start.</param>
    /// <param name="image">The path of the image, which is not there yet.</param>
    /// <param name="work">A folder for what is made on the way.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task MakeAsync(RootTree tree, string image, string work, CancellationToken cancellationToken)
    {
        new BootFiles(tree, _plan).Add(template.KernelArguments);
        using SafeFileHandle file = File.OpenHandle(image, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.SetLength(file, _plan.Size);
        RandomAccess.Write(file, DosTable.ToBytes(_plan), 0);
        foreach (PlannedPartition partition in _plan.Partitions)
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

        await new BiosLoader(tool).WriteAsync(file, _plan, work, cancellationToken);
    }

    /// <summary>What of a tree lies on the file system that is mounted at a path: all below it, without what is mounted deeper.</summary>
    private IEnumerable<KeyValuePair<string, TreeNode>> NodesOf(RootTree tree, string mount)
    {
        string[] deeper = [.. _plan.Partitions.Select(partition => partition.Choice.Mount).OfType<string>().Where(other => other != mount && GuestPath.IsWithin(other, mount))];
        return tree.Nodes
            .Where(node => GuestPath.IsWithin(node.Key, mount) && !deeper.Any(other => node.Key != other && GuestPath.IsWithin(node.Key, other)))
            .Select(node => KeyValuePair.Create(mount == "/" ? node.Key : node.Key == mount ? "/" : node.Key[mount.Length..], node.Value));
    }

    private async Task MakeSwapAsync(SafeFileHandle file, PlannedPartition partition, string work, CancellationToken cancellationToken)
    {
        const int HeaderSize = 4096;
        string path = Path.Combine(work, $"{partition.Id}.swap");
        await using (FileStream swap = File.Create(path))
        {
            swap.SetLength(partition.Length);
        }

        await tool.RunAsync(BuildTool.Require("mkswap", "util-linux", "to make swap space"), ["-q", "-U", $"{partition.Id}", path], cancellationToken);
        byte[] header = new byte[HeaderSize];
        await using FileStream made = File.OpenRead(path);
        await made.ReadExactlyAsync(header, cancellationToken);
        RandomAccess.Write(file, header, partition.Offset);
    }
}

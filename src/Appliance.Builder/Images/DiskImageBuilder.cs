using Appliance.Builder.Images.FileSystems;
using Appliance.Builder.Images.Loaders;
using Appliance.Builder.Images.Tables;
using Appliance.Builder.Images.Volumes;
using Appliance.Builder.Templates;
using Appliance.Builder.Tools;
using Appliance.Builder.Trees;
using Appliance.Formats.Machines;
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
        if (machine.Firmware == Firmware.Uefi)
        {
            await new EfiLoader(tool).AddAsync(tree, _disks[0], work, cancellationToken);
        }

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
        WriteTable(disk, file);
        foreach (PlannedPartition partition in disk.Partitions.Where(partition => partition.Group is not null))
        {
            LvmHeader.Write(file, partition, tree.Now);
        }

        string[] mounts = [.. _disks.SelectMany(other => other.Contents).Select(content => content.Choice.Mount).OfType<string>()];
        foreach (PlannedPartition content in disk.Contents)
        {
            IFileSystemImage kind = FileSystemImages.Of(content.Choice.FileSystem, tool, tree.Now);
            await kind.MakeAsync(new ImageSpace(image, file, content, work), content.Choice.Mount is { } mount ? [.. new MountedTree(tree, mount, mounts).Nodes()] : [], cancellationToken);
        }

        if (disk.Root is not null)
        {
            await new BiosLoader(tool).WriteAsync(file, disk, work, cancellationToken);
        }
    }

    private static void WriteTable(DiskPlan disk, SafeFileHandle file)
    {
        if (disk.HasGuids)
        {
            new GuidTable(disk).Write(file);
        }
        else
        {
            RandomAccess.Write(file, DosTable.ToBytes(disk), 0);
        }
    }
}

using Appliance.Builder.Templates.Parts;
using Appliance.Builder.Tools;
using Appliance.Builder.Trees;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Trees;

namespace Appliance.Builder.Images.Loaders;

/// <summary>GRUB for UEFI, under the name by which a firmware finds it that knows nothing of the system.</summary>
/// <param name="tool">Runs grub-mkimage.</param>
internal sealed class EfiLoader(BuildTool tool)
{
    private static readonly string[] Names = ["EFI", "BOOT", "BOOTX64.EFI"];

    /// <summary>Puts it into a tree, on the EFI system partition.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="plan">The disk.</param>
    /// <param name="work">A folder for what is made on the way.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Appliance.Guests.MissingToolException">GRUB is not installed.</exception>
    public async Task AddAsync(RootTree tree, DiskPlan plan, string work, CancellationToken cancellationToken)
    {
        string mount = plan.Contents.First(content => content.Choice.FileSystem == PartitionContent.Esp).Choice.Mount!;
        byte[] loader = await new GrubCore(tool, plan, work).MakeAsync("x86_64-efi", "grub-efi-amd64-bin", "to make the loader for UEFI", ["efi_gop", "efi_uga"], cancellationToken);
        tree.Put(Names.Aggregate(mount, (folder, name) => GuestPath.Join(folder, NameIn(tree, folder, name))), TreeNode.File(loader, FileRights.File, tree.Now));
    }

    // To FAT, Boot is BOOT: what the base has there has to be the same.
    private static string NameIn(RootTree tree, string folder, string name)
        => tree.List(folder).FirstOrDefault(there => there.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
}

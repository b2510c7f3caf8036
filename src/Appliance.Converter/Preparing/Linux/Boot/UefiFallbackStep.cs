using Appliance.Guests.FileSystems;
using Appliance.Guests.Inspection;
using Appliance.Guests.Trees;
using Appliance.Converter.Preparing.Linux.Texts;

namespace Appliance.Converter.Preparing.Linux.Boot;

/// <summary>
/// A loader where UEFI looks when its variables name none, as they do on another host: <c>\EFI\BOOT\BOOTX64.EFI</c>
/// (UEFI specification, "Boot Manager", removable media).
/// </summary>
internal sealed class UefiFallbackStep : IPreparationStep<LinuxSystem>
{
    // Loaders have some MB, and GRUB with all its modules built in some ten.
    private const int MostBytes = 64 << 20;

    public string Name => "UEFI fallback loader";

    public void Run(PreparationContext context, LinuxSystem system)
    {
        if (!system.UsesUefi)
        {
            return;
        }

        string suffix = system.Architecture switch { "aarch64" => "aa64", "i386" => "ia32", _ => "x64" };
        string[] partitions = [.. context.Tree.Mounts.Where(mount => mount.Value.Kind == FileSystemKind.Fat)
            .Select(mount => mount.Key).Where(mount => context.Tree.HasFolder(mount + "/EFI"))];
        if (partitions.Length == 0)
        {
            context.Warn("the guest starts by UEFI, but its EFI system partition is not mounted; make sure that it has \\EFI\\BOOT\\BOOTX64.EFI");
        }

        foreach (string partition in partitions)
        {
            Prepare(context, partition, suffix);
        }
    }

    private static void Prepare(PreparationContext context, string partition, string suffix)
    {
        string fallback = $"{partition}/EFI/BOOT/BOOT{suffix.ToUpperInvariant()}.EFI";
        if (context.Tree.HasFile(fallback))
        {
            return;
        }

        if (Choose(context.Tree, partition, suffix) is not { } loader)
        {
            context.Warn($"{partition}/EFI has no loader that is known, so that Xen's UEFI may find none; copy the guest's to {fallback}");
            return;
        }

        Copy(context.Tree, loader, fallback);
        foreach (string companion in Companions(loader, suffix).Where(name => context.Tree.HasFile(GuestPath.Join(GuestPath.FolderOf(loader), name))))
        {
            Copy(context.Tree, GuestPath.Join(GuestPath.FolderOf(loader), companion), $"{partition}/EFI/BOOT/{companion}");
        }

        context.Did($"{loader} is copied to {fallback}: Xen's UEFI has none of the old host's boot entries");
    }

    private static string? Choose(GuestTree tree, string partition, string suffix)
    {
        string[] folders = [.. GuestFolder.Folders(tree, partition + "/EFI").Where(folder => !IsForeign(GuestPath.NameOf(folder)))];
        return new[] { $"shim{suffix}.efi", "shim.efi", $"systemd-boot{suffix}.efi", $"grub{suffix}.efi", "grub.efi" }
            .SelectMany(name => folders.Select(folder => GuestPath.Join(folder, name))).FirstOrDefault(tree.HasFile);
    }

    // shim loads GRUB and the manager of keys from beside it; its fallback program (fbx64.efi) is left out, as it would
    // write boot entries and restart. SUSE's GRUB looks for its configuration beside it.
    private static string[] Companions(string loader, string suffix)
        => GuestPath.NameOf(loader).StartsWith("shim", StringComparison.Ordinal) ? [$"grub{suffix}.efi", "grub.efi", $"mm{suffix}.efi", "MokManager.efi", "grub.cfg"] : [];

    private static bool IsForeign(string folder)
        => folder.Equals("BOOT", StringComparison.OrdinalIgnoreCase) || folder.Equals("Microsoft", StringComparison.OrdinalIgnoreCase);

    private static void Copy(GuestTree tree, string from, string to) => tree.Write(to, tree.ReadBytes(from, MostBytes)!);
}

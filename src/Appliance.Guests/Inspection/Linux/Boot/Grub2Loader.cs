using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Boot;

/// <summary>GRUB 2: its grub.cfg, and with it the entries of the Boot Loader Specification.</summary>
internal static class Grub2Loader
{
    private const string File = "grub.cfg";

    private static readonly string[] Folders = ["/boot/grub2", "/boot/grub"];

    /// <summary>The menus that are configured.</summary>
    public static IEnumerable<BootMenu> Read(GuestTree tree)
    {
        foreach (string folder in Folders.Concat(EfiPartition.VendorFolders(tree)))
        {
            string path = GuestPath.Join(folder, File);
            if (!tree.HasFile(path))
            {
                continue;
            }

            Grub2Script script = Grub2Script.Read(GuestText.Lines(tree, path));
            if (script.Entries.Count == 0 && script.LoadsAnother && !script.HasSpecifiedEntries)
            {
                continue; // on the EFI partition, to find the real one
            }

            foreach (BootMenu menu in Menus(tree, folder, path, script))
            {
                yield return menu;
            }
        }
    }

    /// <summary>The menu that GRUB 2 makes of entries of the Boot Loader Specification, where its own file is not to be found.</summary>
    public static IEnumerable<BootMenu> ReadSpecifiedEntries(GuestTree tree) => SpecifiedEntries(tree, GrubEnvironment.Read(tree, Folders[0]));

    private static IEnumerable<BootMenu> SpecifiedEntries(GuestTree tree, IReadOnlyDictionary<string, string> variables)
        => BootLoaderSpecification.Read(tree, "/boot", BootLoaderKind.BootLoaderSpecification, variables.GetValueOrDefault("saved_entry"), variables);

    private static IEnumerable<BootMenu> Menus(GuestTree tree, string folder, string path, Grub2Script script)
    {
        IReadOnlyDictionary<string, string> variables = GrubEnvironment.Read(tree, folder);
        string? saved = variables.GetValueOrDefault("saved_entry");
        string? wanted = script.Default is null || script.Default.Contains("saved_entry", StringComparison.Ordinal) ? saved : script.Default;
        yield return new BootMenu(new BootLoader(BootLoaderKind.Grub2, path), script.Entries, wanted);
        foreach (BootMenu menu in script.HasSpecifiedEntries ? SpecifiedEntries(tree, variables) : [])
        {
            yield return menu;
        }
    }
}

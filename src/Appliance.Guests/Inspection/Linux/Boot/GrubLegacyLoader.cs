using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Boot;

/// <summary>GRUB before version 2: menu.lst, which Red Hat calls grub.conf.</summary>
internal static class GrubLegacyLoader
{
    private static readonly string[] Files = ["/boot/grub/menu.lst", "/boot/grub/grub.conf", "/etc/grub.conf"];

    /// <summary>The menu that is configured, if any.</summary>
    public static IEnumerable<BootMenu> Read(GuestTree tree)
    {
        if (GuestText.FirstFile(tree, Files) is { } path)
        {
            yield return Parse(GuestText.Lines(tree, path), path);
        }
    }

    private static BootMenu Parse(IEnumerable<string> lines, string path)
    {
        var entries = new List<MenuEntry>();
        string? wanted = null;
        foreach ((string command, string operand) in lines.Select(Split))
        {
            if (command == "default" && entries.Count == 0)
            {
                wanted = operand;
            }
            else if (command == "title" && entries.Count < BootMenu.MostEntries)
            {
                entries.Add(new MenuEntry(operand, [entries.Count.ToString()]));
            }
            else if (entries.Count > 0 && operand.Length > 0)
            {
                Note(entries[^1], command, operand);
            }
        }

        return new BootMenu(new BootLoader(BootLoaderKind.GrubLegacy, path), entries, wanted);
    }

    private static void Note(MenuEntry entry, string command, string operand)
    {
        string[] words = [.. operand.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).SkipWhile(word => word.StartsWith("--", StringComparison.Ordinal))];
        if (words.Length == 0)
        {
            return;
        }

        if (command == "initrd" || (command == "module" && entry.Kernel is not null))
        {
            entry.Initramfs.Add(words[0]);
        }
        else if (command == "kernel" && IsHypervisor(words[0]))
        {
            entry.HasHypervisor = true;
        }
        else if (command is "kernel" or "module")
        {
            entry.Kernel = words[0];
            entry.Arguments = string.Join(' ', words[1..]);
        }
    }

    private static bool IsHypervisor(string path) => GuestPath.NameOf(path).StartsWith("xen", StringComparison.Ordinal);

    private static (string Command, string Operand) Split(string line)
    {
        int at = line.IndexOfAny([' ', '\t', '=']);
        return line.StartsWith('#') ? ("", "") : at < 0 ? (line, "") : (line[..at], line[at..].Trim(' ', '\t', '='));
    }
}

using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Boot;

/// <summary>extlinux and syslinux, whose words may be of any case.</summary>
internal static class ExtlinuxLoader
{
    private static readonly string[] Files =
    [
        "/boot/extlinux/extlinux.conf", "/boot/extlinux.conf", "/extlinux.conf", "/boot/syslinux/syslinux.cfg", "/boot/syslinux/extlinux.conf",
    ];

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
            if (command == "DEFAULT" && entries.Count == 0)
            {
                wanted = operand;
            }
            else if (command == "LABEL" && entries.Count < BootMenu.MostEntries)
            {
                entries.Add(new MenuEntry(operand, [operand]));
            }
            else if (entries.Count > 0)
            {
                Note(entries[^1], command, operand);
            }
        }

        return new BootMenu(new BootLoader(BootLoaderKind.Extlinux, path), entries, wanted);
    }

    private static void Note(MenuEntry entry, string command, string operand)
    {
        const string Initrd = "initrd=";
        switch (command)
        {
            case "KERNEL" or "LINUX":
                entry.Kernel = operand;
                break;
            case "INITRD":
                entry.Initramfs.AddRange(operand.Split(',', StringSplitOptions.RemoveEmptyEntries));
                break;
            case "APPEND":
                string[] words = operand.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                entry.Initramfs.AddRange(words.Where(word => word.StartsWith(Initrd, StringComparison.Ordinal)).SelectMany(word => word[Initrd.Length..].Split(',')));
                entry.Arguments = string.Join(' ', words.Where(word => !word.StartsWith(Initrd, StringComparison.Ordinal)));
                break;
        }
    }

    private static (string Command, string Operand) Split(string line)
        => line.IndexOfAny([' ', '\t']) is var at and > 0 ? (line[..at].ToUpperInvariant(), line[at..].Trim()) : (line.ToUpperInvariant(), "");
}

using Appliance.Guests.FileSystems;
using Appliance.Guests.Inspection.Linux.Kernels;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Boot;

/// <summary>Entries of the Boot Loader Specification (uapi-group.org): a file for each in loader/entries, newest version first.</summary>
internal static class BootLoaderSpecification
{
    private const string Suffix = ".conf";

    /// <summary>The menu below a place; none where it has no entries.</summary>
    /// <param name="tree">The guest.</param>
    /// <param name="place">The partition that has them: <c>/boot</c>.</param>
    /// <param name="kind">Who reads them.</param>
    /// <param name="wanted">The default's file without suffix, its title or its position; null for the first.</param>
    /// <param name="variables">GRUB's, of which <c>$kernelopts</c> stands in entries of RHEL 8.</param>
    public static IEnumerable<BootMenu> Read(
        GuestTree tree, string place, BootLoaderKind kind, string? wanted, IReadOnlyDictionary<string, string> variables)
    {
        string folder = GuestPath.Join(place, "loader/entries");
        string[] files = [.. tree.List(folder)
            .Where(node => node.Type == FileType.File && node.Name.EndsWith(Suffix, StringComparison.Ordinal))
            .Take(BootMenu.MostEntries)
            .Select(node => node.Name)
            .OrderDescending(KernelVersionComparer.Instance)];
        return files.Length == 0 ? []
            : [new BootMenu(new BootLoader(kind, folder), [.. files.Select((file, i) => ReadEntry(tree, folder, file, i, variables))], wanted)];
    }

    private static MenuEntry ReadEntry(GuestTree tree, string folder, string file, int position, IReadOnlyDictionary<string, string> variables)
    {
        const int LongestEntry = 64 << 10; // a command line has up to 4 KiB
        (string Key, string Value)[] fields = [.. GuestText.Lines(tree, GuestPath.Join(folder, file), LongestEntry).Select(Split)];
        string stem = file[..^Suffix.Length];
        string title = fields.LastOrDefault(field => field.Key == "title").Value ?? stem;
        var entry = new MenuEntry(title, [stem, file, title, position.ToString()])
        {
            Kernel = fields.LastOrDefault(field => field.Key is "linux" or "efi" or "uki").Value,
            Arguments = string.Join(' ', fields.Where(field => field.Key == "options").Select(field => Expand(field.Value, variables))),
        };
        entry.Initramfs.AddRange(fields.Where(field => field.Key == "initrd").SelectMany(field => field.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        return entry;
    }

    private static string Expand(string options, IReadOnlyDictionary<string, string> variables)
        => variables.TryGetValue("kernelopts", out string? value) ? options.Replace("$kernelopts", value, StringComparison.Ordinal) : options;

    private static (string Key, string Value) Split(string line)
        => line.IndexOfAny([' ', '\t']) is var at and > 0 ? (line[..at], line[at..].Trim()) : (line, "");
}

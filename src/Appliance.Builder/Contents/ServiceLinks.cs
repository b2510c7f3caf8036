using Appliance.Builder.Templates.Parts;
using Appliance.Builder.Trees;
using Appliance.Guests.FileSystems;

namespace Appliance.Builder.Contents;

/// <summary>Switches units of systemd on and off by the links that <c>systemctl</c> makes; nothing of the tree is run.</summary>
/// <param name="tree">The tree.</param>
internal sealed class ServiceLinks(RootTree tree)
{
    private const string Own = "/etc/systemd/system";

    private static readonly string[] Folders = [Own, "/usr/lib/systemd/system", "/lib/systemd/system"];

    /// <summary>Does what is said.</summary>
    public void Apply(ServiceChoice choice)
    {
        choice.Disabled.ToList().ForEach(Disable);
        choice.Enabled.ToList().ForEach(Enable);
        choice.Masked.ToList().ForEach(unit => tree.Put($"{Own}/{unit}", TreeNode.Link("/dev/null", tree.Now)));
    }

    /// <summary>Has a unit started with what wants it.</summary>
    /// <exception cref="IOException">There is no such unit, or it is not made to be switched on.</exception>
    public void Enable(string unit)
    {
        string file = FileOf(unit) ?? throw new IOException($"there is no unit {unit} to enable");
        string[] install = [.. SectionOf(tree.ReadText(file) ?? "", "[Install]")];
        if (install.Length == 0)
        {
            throw new IOException($"{unit} has no [Install] section, so that nothing tells when it is to start");
        }

        Link(install, "WantedBy", "wants", unit, file);
        Link(install, "RequiredBy", "requires", unit, file);
        foreach (string alias in ValuesOf(install, "Alias"))
        {
            tree.Put($"{Own}/{alias}", TreeNode.Link(file, tree.Now));
        }
    }

    private void Link(string[] install, string key, string suffix, string unit, string file)
    {
        foreach (string target in ValuesOf(install, key))
        {
            tree.Put($"{Own}/{target}.{suffix}/{unit}", TreeNode.Link(file, tree.Now));
        }
    }

    private void Disable(string unit)
    {
        foreach ((string path, _) in tree.Nodes.Where(node => node.Value.Type == FileType.Link && node.Key.StartsWith(Own + "/", StringComparison.Ordinal) && node.Key.EndsWith($"/{unit}", StringComparison.Ordinal)).ToArray())
        {
            tree.Remove(path);
        }
    }

    /// <summary>Of an instance (<c>getty@tty1.service</c>) the file of its template.</summary>
    private string? FileOf(string unit)
    {
        int at = unit.IndexOf('@', StringComparison.Ordinal);
        string name = at < 0 ? unit : unit[..(at + 1)] + unit[unit.LastIndexOf('.')..];
        return Folders.Select(folder => $"{folder}/{name}").FirstOrDefault(path => tree.Find(path) is not null);
    }

    private static IEnumerable<string> SectionOf(string text, string section)
        => text.Split('\n').Select(line => line.Trim()).SkipWhile(line => line != section).Skip(1).TakeWhile(line => !line.StartsWith('[')).Where(line => line.Contains('=', StringComparison.Ordinal));

    private static IEnumerable<string> ValuesOf(IEnumerable<string> lines, string key)
        => lines.Where(line => line.StartsWith($"{key}=", StringComparison.Ordinal)).SelectMany(line => line[(key.Length + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries));
}

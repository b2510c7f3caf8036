namespace Appliance.Builder.Templates.Reading;

/// <summary>The files of a template: its folder, and what is included in it. Nothing outside of the folder is read.</summary>
/// <param name="folder">The folder, in full.</param>
internal sealed class TemplateFiles(string folder)
{
    /// <summary>The key under which other files are named.</summary>
    public const string Include = "include";

    private readonly Stack<string> _open = new();
    private readonly SortedSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>Files and folders that were read or found so far, as full paths.</summary>
    public IReadOnlyCollection<string> Used => _used;

    /// <summary>Reads a file, with what it includes laid under it.</summary>
    /// <param name="path">Relative to the folder.</param>
    /// <exception cref="TemplateException">A file is not as it has to be.</exception>
    public TemplateMap Read(string path)
    {
        _open.Push(path);
        _used.Add(Path.Combine(folder, path));
        TemplateMap own = YamlFile.Read(Path.Combine(folder, path), path);
        TemplateMap merged = own.Without(Include);
        foreach (TemplateText name in IncludesOf(own).Reverse())
        {
            merged = Read(Path.GetRelativePath(folder, Locate(name, Path.GetDirectoryName(path)!)), name).Under(merged);
        }

        _open.Pop();
        return merged;
    }

    /// <summary>The full path of a file that a template names.</summary>
    /// <param name="name">As it is written, relative to the folder.</param>
    /// <exception cref="TemplateException">It leads out of the folder, or is not there.</exception>
    public string Locate(TemplateText name) => Locate(name, "");

    private TemplateMap Read(string path, TemplateText name)
        => _open.Contains(path) ? throw name.Error($"{name.Value} includes itself: {string.Join(" -> ", _open.Reverse().Append(path))}") : Read(path);

    private string Locate(TemplateText name, string beside)
    {
        string full = Path.GetFullPath(Path.Combine(folder, beside, name.Value));
        if (Path.IsPathRooted(name.Value) || !IsInside(full))
        {
            throw name.Error($"{name.Value} is outside of the template's folder");
        }

        if (!File.Exists(full) && !Directory.Exists(full))
        {
            throw name.Error($"{name.Value} is not there");
        }

        if (!IsInside(RealPath(full)))
        {
            throw name.Error($"{name.Value} leads out of the template's folder");
        }

        _used.Add(full);
        return full;
    }

    // A link in the middle of the way counts as well as one at its end.
    private string RealPath(string full)
    {
        string path = folder;
        foreach (string part in Path.GetRelativePath(folder, full).Split(Path.DirectorySeparatorChar))
        {
            path = Path.Combine(path, part);
            FileSystemInfo entry = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            path = entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
        }

        return path;
    }

    private bool IsInside(string full) => full == folder || full.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static IEnumerable<TemplateText> IncludesOf(TemplateMap map) => map.Find(Include) switch
    {
        null => [],
        TemplateText name => [name],
        TemplateList list => list.Items.Select(item => item as TemplateText ?? throw item.Error($"{Include} is a list of files, not {item.Kind}")),
        { } other => throw other.Error($"{Include} is a file, or a list of files, not {other.Kind}"),
    };
}

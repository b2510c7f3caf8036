using System.Text;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Trees;

namespace Appliance.Builder.Trees;

/// <summary>The files of an appliance before they lie on a disk, by their paths, which have no links in them. Links are followed within.</summary>
/// <param name="now">Seconds since 1970: when all was changed that is changed here.</param>
internal sealed class RootTree(long now)
{
    private const int MostLinks = 40;
    private const int MostTextBytes = 64 << 20; // the package database of a full desktop has some 5 MiB

    private const string Label = "security.selinux";

    private readonly Dictionary<string, TreeNode> _nodes = new(StringComparer.Ordinal) { ["/"] = TreeNode.Folder(FileRights.Program, now) };
    private readonly SortedSet<string> _paths = new(StringComparer.Ordinal) { "/" };
    private readonly Dictionary<string, SortedSet<string>> _otherNames = new(StringComparer.Ordinal);

    /// <summary>When it was changed, in seconds since 1970.</summary>
    public long Now => now;

    /// <summary>All there is, folders before what is in them.</summary>
    public IEnumerable<KeyValuePair<string, TreeNode>> Nodes => _paths.Select(path => KeyValuePair.Create(path, _nodes[path]));

    /// <summary>Takes a node as it comes from an archive, where folders stand before what is in them.</summary>
    public void Add(string path, TreeNode node)
    {
        Detach(path);
        _nodes[path] = node;
        _paths.Add(path);
        if (node.OtherName is { } first)
        {
            _ = _otherNames.TryGetValue(first, out SortedSet<string>? others) ? others.Add(path) : _otherNames.TryAdd(first, new(StringComparer.Ordinal) { path });
        }
    }

    /// <summary>What is at a path; links on the way are followed, the last one is not. Null where nothing is.</summary>
    public TreeNode? Find(string path) => _nodes.GetValueOrDefault(Place(path));

    /// <summary>Whether a folder is at a path that leads through no links.</summary>
    public bool HasFolder(string path) => _nodes.GetValueOrDefault(path) is { Type: FileType.Folder };

    /// <summary>The text of a small file, links followed; null where there is none.</summary>
    public string? ReadText(string path)
    {
        if (_nodes.GetValueOrDefault(Follow(path)) is not { Type: FileType.File } node || node.Length > MostTextBytes)
        {
            return null;
        }

        TreeNode first = node.OtherName is { } other ? _nodes[other] : node;
        using var reader = new StreamReader(first.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>The names in a folder.</summary>
    public IEnumerable<string> List(string folder)
    {
        string start = Follow(folder).TrimEnd('/') + "/";
        return Below(start).Where(path => path.Length > start.Length && path.IndexOf('/', start.Length) < 0).Select(GuestPath.NameOf);
    }

    /// <summary>Puts a node at a path in the place of what is there; folders on the way are made.</summary>
    public void Put(string path, TreeNode node)
    {
        string place = Place(path);
        string folder = GuestPath.FolderOf(place);
        if (folder != "/" && !_nodes.ContainsKey(folder))
        {
            Put(folder, TreeNode.Folder(FileRights.Program, now));
        }

        Add(place, Labelled(node, _nodes.GetValueOrDefault(place) ?? _nodes.GetValueOrDefault(folder)));
    }

    /// <summary>Puts a text at a path; a file that is there keeps its rights.</summary>
    public void PutText(string path, string text, FileRights? rights = null)
        => Put(path, TreeNode.File(Encoding.UTF8.GetBytes(text), rights ?? Find(path)?.Rights ?? FileRights.File, now));

    /// <summary>Takes away what is at a path, with all below it; nothing where nothing is there.</summary>
    public void Remove(string path)
    {
        string place = Place(path);
        foreach (string below in Below(place + "/").Prepend(place).Where(_nodes.ContainsKey).ToArray())
        {
            Detach(below);
            _nodes.Remove(below);
            _paths.Remove(below);
        }
    }

    /// <summary>The paths that begin with that of a folder and a slash; the letter behind that ends them, and is not among them.</summary>
    private IEnumerable<string> Below(string start) => _paths.GetViewBetween(start, start[..^1] + "0").Where(path => path.Length >= start.Length && path[start.Length - 1] == '/');

    /// <summary>What comes into a folder is labelled as Linux does it: as what was there, or else as the folder.</summary>
    private static TreeNode Labelled(TreeNode node, TreeNode? model) => model?.Attributes.TryGetValue(Label, out byte[]? label) == true && !node.Attributes.ContainsKey(Label)
        ? node with { Attributes = new Dictionary<string, byte[]>(node.Attributes) { [Label] = label } } : node;

    /// <summary>The path without links, but for the last part.</summary>
    private string Place(string path) => path == "/" ? path : GuestPath.Join(Follow(GuestPath.FolderOf(path)), GuestPath.NameOf(path));

    private string Follow(string path)
    {
        string done = "/";
        var left = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        for (int links = 0; left.TryPop(out string? part);)
        {
            string next = part == ".." ? GuestPath.FolderOf(done) : part == "." ? done : GuestPath.Join(done, part);
            if (_nodes.GetValueOrDefault(next) is { Type: FileType.Link, Target: { } target } && links++ < MostLinks)
            {
                next = target.StartsWith('/') ? "/" : done;
                target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse().ToList().ForEach(left.Push);
            }

            done = next;
        }

        return done;
    }

    /// <summary>When the first name of a file goes, the next one takes its content.</summary>
    private void Detach(string path)
    {
        if (_nodes.GetValueOrDefault(path)?.OtherName is { } first)
        {
            _otherNames.GetValueOrDefault(first)?.Remove(path);
        }

        if (!_otherNames.Remove(path, out SortedSet<string>? others) || others.Count == 0)
        {
            return;
        }

        string next = others.Min!;
        _nodes[next] = _nodes[path];
        others.Remove(next);
        foreach (string other in others)
        {
            _nodes[other] = _nodes[path] with { OtherName = next };
        }

        _otherNames[next] = others;
    }
}

using Appliance.Formats;
using Appliance.Formats.Ova;
using Appliance.Guests.FileSystems;

namespace Appliance.Builder.Trees;

/// <summary>
/// Puts a tree together from tar archives that lie over each other, as the layers of container images do. Links on the way to a name are
/// followed, within the tree; nothing leads out of it.
/// </summary>
/// <param name="now">Seconds since 1970: nothing is younger.</param>
internal sealed class LayeredTree(long now)
{
    // What Linux follows on one path, and takes for one; a tree of all paths that it keeps has half a GiB of text at most.
    private const int MostLinks = 40;
    private const int LongestPath = 4096;
    private const int MostFolders = 512;
    private const int MostNames = 2_000_000;
    private const long MostLetters = 1 << 28;

    private readonly LayeredEntry _root = new(TreeNode.Folder(FileRights.Program, now), "", null, 0);
    private int _layer;
    private int _names;

    /// <summary>Lays an archive over what is there. Device nodes and sockets are left out: the kernel makes them.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="hasWhiteouts">Whether names that begin with <c>.wh.</c> take away what lies below.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageException">It is damaged, or larger than any system; a path leads out of it, or through what is no folder.</exception>
    public void Apply(ArchiveMembers archive, bool hasWhiteouts, CancellationToken cancellationToken)
    {
        _layer++;
        var whiteouts = new Whiteouts(archive.Name, _layer);
        foreach (ArchiveMember member in archive.Read(cancellationToken))
        {
            string[] parts = PartsOf(member.Name, archive.Name);
            if (hasWhiteouts && Whiteouts.IsOne(parts))
            {
                whiteouts.Apply(Enter(parts[..^1], archive.Name, isMade: false), parts[^1]);
            }
            else if (member.Kind == TarKind.HardLink)
            {
                Put(parts, NodeAt(member, archive.Name), archive.Name);
            }
            else if (NodeOf(member) is { } node)
            {
                Put(parts, node, archive.Name);
            }
        }
    }

    /// <summary>All of it.</summary>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="UnsupportedImageException">It has more paths than any system.</exception>
    public RootTree ToTree(string name)
    {
        var tree = new RootTree(now);
        var firsts = new Dictionary<TreeNode, string>(ReferenceEqualityComparer.Instance);
        var left = new Stack<(string Path, LayeredEntry Entry)>([("/", _root)]);
        long letters = 0;
        while (left.TryPop(out (string Path, LayeredEntry Entry) next))
        {
            letters += next.Path.Length;
            TreeNode node = next.Entry.Node;
            tree.Add(next.Path, node.Type == FileType.File && !firsts.TryAdd(node, next.Path) ? node with { OtherName = firsts[node] } : node);
            foreach ((string below, LayeredEntry entry) in next.Entry.Inside?.Reverse() ?? [])
            {
                left.Push(($"{next.Path.TrimEnd('/')}/{below}", entry));
            }
        }

        return letters <= MostLetters ? tree : throw new UnsupportedImageException(name, "has more paths than any system");
    }

    private TreeNode? NodeOf(ArchiveMember member)
    {
        long modified = Math.Clamp(member.Modified, 0, now);
        return member.IsFolder ? TreeNode.Folder(member.Rights, modified) with { Attributes = member.Attributes }
            : member.Kind == TarKind.SymbolicLink && member.Target.Length > 0 ? TreeNode.Link(member.Target, modified) with { Attributes = member.Attributes }
            : member.IsFile ? new TreeNode(FileType.File, member.Rights, modified) { Length = member.Content.Length, Open = member.Content.Open, Attributes = member.Attributes }
            : null;
    }

    /// <summary>What a hard link is another name of.</summary>
    private TreeNode NodeAt(ArchiveMember link, string archive)
    {
        string[] parts = PartsOf(link.Target, archive);
        LayeredEntry? entry = parts.Length == 0 ? null : Enter(parts[..^1], archive, isMade: false)?.Find(parts[^1]);
        return entry is { Node.Type: not FileType.Folder } ? entry.Node
            : throw new InvalidImageException(archive, $"{link.Name} is another name of {link.Target}, which is not there");
    }

    private void Put(string[] parts, TreeNode node, string archive)
    {
        if (parts.Length == 0)
        {
            _root.Node = node.Type == FileType.Folder ? node : throw new InvalidImageException(archive, "its root is no folder");
            return;
        }

        LayeredEntry folder = Enter(parts[..^1], archive, isMade: true)!;
        if (folder.Find(parts[^1]) is { Node.Type: FileType.Folder } there && node.Type == FileType.Folder)
        {
            (there.Node, there.Layer) = (node, _layer);
            return;
        }

        Add(folder, parts[^1], node, archive);
    }

    private LayeredEntry Add(LayeredEntry folder, string name, TreeNode node, string archive)
    {
        var entry = new LayeredEntry(node, name, folder, _layer);
        if (entry.PathLength > LongestPath || entry.Depth > MostFolders || ++_names > MostNames)
        {
            throw new UnsupportedImageException(archive, _names > MostNames ? $"has more than {MostNames} files, which no system needs"
                : $"has a path of more than {LongestPath} letters or {MostFolders} folders");
        }

        return (folder.Inside ??= new(StringComparer.Ordinal))[name] = entry;
    }

    /// <summary>The folder at a path, links followed; folders that are not there are made, or there is none.</summary>
    private LayeredEntry? Enter(string[] path, string archive, bool isMade)
    {
        var way = new Stack<LayeredEntry>([_root]);
        var left = new Stack<string>(path.Reverse());
        for (int links = 0; left.TryPop(out string? part);)
        {
            LayeredEntry? next = part == ".." ? null : way.Peek().Find(part);
            if (part == "..")
            {
                _ = way.Count > 1 ? way.Pop() : null;
            }
            else if (next is { Node: { Type: FileType.Link, Target: { } target } } && links++ < MostLinks)
            {
                Follow(target, way, left);
            }
            else if (!isMade && next is not { Node.Type: FileType.Folder })
            {
                return null;
            }
            else
            {
                next ??= Add(way.Peek(), part, TreeNode.Folder(FileRights.Program, now), archive);
                way.Push(next.Node.Type == FileType.Folder ? next : throw new InvalidImageException(archive, $"/{string.Join('/', path)} is no folder, and something lies in it"));
            }
        }

        return way.Peek();
    }

    private static void Follow(string target, Stack<LayeredEntry> way, Stack<string> left)
    {
        while (target.StartsWith('/') && way.Count > 1)
        {
            way.Pop();
        }

        target.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").Reverse().ToList().ForEach(left.Push);
    }

    private static string[] PartsOf(string name, string archive)
    {
        string[] parts = [.. name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".")];
        return parts.Contains("..") ? throw new InvalidImageException(archive, $"{name} leads out of it") : parts;
    }
}

using Appliance.Guests.FileSystems;
using Appliance.Guests.Trees;

namespace Appliance.Guests.MicroMachines;

/// <summary>What is known already of a file system in the machine, so that it is not asked for again.</summary>
internal sealed class MicroCache
{
    // Where the cache is cleared and begun anew: /etc and /boot have some 3,000 names.
    private const int MostNodes = 200_000;

    // 64 MiB of content that was fetched ahead.
    private const long MostContent = 64 << 20;

    private readonly Dictionary<string, FileNode?> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<FileNode>> _lists = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _contents = new(StringComparer.Ordinal);
    private long _contentBytes;

    /// <summary>Whether it is known what is at a path: perhaps nothing.</summary>
    public bool TryGetNode(string path, out FileNode? node)
    {
        if (_nodes.TryGetValue(path, out node))
        {
            return true;
        }

        // What the list of its folder does not name is not there.
        return path != "/" && _lists.ContainsKey(GuestPath.FolderOf(path));
    }

    /// <summary>What is in a folder; null where that is not known.</summary>
    public IReadOnlyList<FileNode>? List(string path) => _lists.GetValueOrDefault(path);

    /// <summary>The content of a file; null where that is not known.</summary>
    public byte[]? Content(string path) => _contents.GetValueOrDefault(path);

    /// <summary>Keeps what is at a path.</summary>
    public void Keep(string path, FileNode? node)
    {
        if (_nodes.Count >= MostNodes)
        {
            _nodes.Clear();
            _lists.Clear();
        }

        _nodes[path] = node;
    }

    /// <summary>Keeps what is in a folder.</summary>
    public void KeepList(string path, IReadOnlyList<FileNode> nodes)
    {
        if (nodes.Count > MostNodes)
        {
            return;
        }

        foreach (FileNode node in nodes)
        {
            Keep(GuestPath.Join(path, node.Name), node);
        }

        _lists[path] = nodes;
    }

    /// <summary>Keeps the content of a file.</summary>
    public void KeepContent(string path, byte[] content)
    {
        Remove(path);
        if (_contentBytes + content.Length <= MostContent)
        {
            _contents[path] = content;
            _contentBytes += content.Length;
        }
    }

    /// <summary>Forgets what a change at a path makes wrong.</summary>
    public void Forget(string path)
    {
        _nodes.Remove(path);
        _lists.Remove(path);
        _lists.Remove(GuestPath.FolderOf(path));
        Remove(path);
    }

    private void Remove(string path)
    {
        if (_contents.Remove(path, out byte[]? old))
        {
            _contentBytes -= old.Length;
        }
    }
}

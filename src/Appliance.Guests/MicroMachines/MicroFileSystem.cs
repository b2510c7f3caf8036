using Appliance.Formats;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Native.Linux;

namespace Appliance.Guests.MicroMachines;

/// <summary>A file system that Linux itself reads and writes, in the machine. What is read is kept; what is written goes there at once.</summary>
internal sealed partial class MicroFileSystem : FileSystem
{
    // What is fetched ahead: files up to 64 KiB (configuration, not kernels), 8 MiB for each path that is named.
    private const int LargestAhead = 64 << 10;
    private const int MostAhead = 8 << 20;

    private readonly MicroVolume _volume;
    private readonly MicroCache _cache = new();

    private MicroFileSystem(MicroVolume volume, FileSystemKind kind, bool isWritable)
    {
        _volume = volume;
        Kind = kind;
        _isWritable = isWritable;
    }

    /// <inheritdoc/>
    public override string Name => _volume.Name;

    /// <inheritdoc/>
    public override FileSystemKind Kind { get; }

    /// <inheritdoc/>
    public override long FreeBytes => new AgentReader(_volume.Ask("space", null)).LongNumber();

    /// <summary>Mounts a volume.</summary>
    /// <exception cref="InvalidImageException">It is damaged.</exception>
    /// <exception cref="UnsupportedImageException">It has a feature that the kernel does not know.</exception>
    public static MicroFileSystem Open(MicroMachine machine, FileSystemKind kind, BlockDevice device, bool writable)
        => new(new MicroVolume(machine, kind, device, writable), kind, writable);

    /// <inheritdoc/>
    public override void Prefetch(IReadOnlyCollection<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        foreach (string path in paths)
        {
            TryFetch(path);
        }
    }

    /// <inheritdoc/>
    public override FileNode? Find(string path)
    {
        if (!_cache.TryGetNode(path, out FileNode? node))
        {
            var answer = new AgentReader(_volume.Ask("find", null, path));
            node = answer.IsAtEnd ? null : answer.Node();
            _cache.Keep(path, node);
        }

        return node;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FileNode> List(string path)
    {
        if (_cache.List(path) is { } known)
        {
            return known;
        }

        var nodes = new List<FileNode>();
        try
        {
            AddNodes(nodes, _volume.Ask("list", part => AddNodes(nodes, part), path));
        }
        catch (LinuxException e)
        {
            throw LinuxProblem.IsAbsence(e)
                ? new DirectoryNotFoundException($"{Name}: {path} is no folder")
                : e.Errno == Errno.TooMuch ? new InvalidImageException(Name, $"{path} has more than {MostNames} names") : LinuxProblem.Explain(Name, path, e);
        }

        _cache.KeepList(path, nodes);
        return nodes;
    }

    /// <inheritdoc/>
    public override Stream OpenRead(string path)
    {
        if (Find(path) is not { Type: FileType.File } node)
        {
            throw new FileNotFoundException($"{Name}: {path} is no regular file");
        }

        return _cache.Content(path) is { } content ? new MemoryStream(content, writable: false) : new PartStream((offset, count) => ReadPart(path, offset, count), node.Length);
    }

    /// <inheritdoc/>
    public override byte[]? GetAttribute(string path, string name)
    {
        try
        {
            byte[] answer = _volume.Ask("attribute", null, path, name);
            return answer.Length == 0 ? null : answer[1..];
        }
        catch (LinuxException e)
        {
            throw LinuxProblem.Explain(Name, path, e);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, byte[]> ReadAttributes(string path)
    {
        try
        {
            var answer = new AgentReader(_volume.Ask("attributes", null, [path, .. NeededAttributes]));
            var attributes = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            while (!answer.IsAtEnd)
            {
                attributes[answer.Text()] = answer.Bytes();
            }

            return attributes;
        }
        catch (LinuxException e)
        {
            throw LinuxProblem.Explain(Name, path, e);
        }
    }

    private byte[] ReadPart(string path, long offset, int count)
    {
        try
        {
            return _volume.Ask("read", null, path, offset, count);
        }
        catch (LinuxException e)
        {
            throw LinuxProblem.Explain(Name, path, e);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _volume.Dispose();
        }
    }

    private static void AddNodes(List<FileNode> nodes, byte[] part)
    {
        var reader = new AgentReader(part);
        while (!reader.IsAtEnd)
        {
            nodes.Add(nodes.Count < MostNames ? reader.Node() : throw new IOException("the micro virtual machine talks nonsense"));
        }
    }

    /// <summary>Whoever asks for what cannot be read is told then, and perhaps nobody does.</summary>
    private void TryFetch(string path)
    {
        try
        {
            _volume.Ask("tree", TakeAhead, path, LargestAhead, MostAhead);
        }
        catch (Exception problem) when (problem is LinuxException or InvalidImageException)
        {
            // What came before it is kept.
        }
    }

    /// <summary>Keeps a part of what was fetched ahead: N is what is at a path, L what is in a folder, F what is in a file.</summary>
    private void TakeAhead(byte[] part)
    {
        var reader = new AgentReader(part);
        byte kind = reader.Byte();
        string path = reader.Text();
        switch (kind)
        {
            case (byte)'N':
                _cache.Keep(path, reader.IsAtEnd ? null : reader.Node());
                break;
            case (byte)'L':
                var nodes = new List<FileNode>();
                AddNodes(nodes, reader.Rest());
                _cache.KeepList(path, nodes);
                break;
            default:
                _cache.KeepContent(path, reader.Rest());
                break;
        }
    }
}

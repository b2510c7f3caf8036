using System.Runtime.InteropServices;
using Appliance.Formats;
using Appliance.Guests.Native;

namespace Appliance.Guests.Registry;

/// <summary>
/// A registry hive in memory, over libhivex. Equal values are no change: libhivex never takes freed cells into use
/// again, so that each needless write would let the hive grow.
/// </summary>
/// <remarks>
/// The hive of a guest is hostile. The header and the bins are checked here, libhivex checks every cell that it reads and
/// caps lists and values (hivex-internal.h), all keys are checked here before the first change, and nothing here follows
/// the tree deeper than a path of the caller's.
/// </remarks>
internal sealed class RegistryHive : IDisposable
{
    /// <summary>Most bytes of a hive that is read. SOFTWARE is seldom above 150 MB; an array cannot pass 2 GiB.</summary>
    public const int MostBytes = 512 << 20;

    private readonly HiveHeader _header;
    private readonly ReadOnlyMemory<byte> _content;
    private bool _isChanged;

    private RegistryHive(string name, ReadOnlyMemory<byte> content, HiveHandle handle, HiveHeader header)
    {
        Name = name;
        Handle = handle;
        _content = content;
        _header = header;
        Root = new RegistryKey(this, Check(Hivex.Root(handle), "has no root"));
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>The key that all others are below.</summary>
    public RegistryKey Root { get; }

    /// <summary>Whether the last write to it was not completed. Such a hive can be read, not changed.</summary>
    public bool IsDirty => _header.IsDirty;

    /// <summary>Whether anything was changed since it was opened.</summary>
    public bool HasChanges => _isChanged;

    /// <summary>The library's handle.</summary>
    internal HiveHandle Handle { get; }

    /// <summary>Opens a hive.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="content">The whole hive; it is not changed, and looked at again before the first change.</param>
    /// <exception cref="InvalidImageException">It is no hive, or damaged.</exception>
    /// <exception cref="UnsupportedImageException">Its version is another, or it is too large.</exception>
    /// <exception cref="MissingToolException">libhivex is not installed.</exception>
    public static RegistryHive Open(string name, ReadOnlyMemory<byte> content)
    {
        Hivex.Require();
        HiveHeader header = HiveHeader.Parse(name, content.Span);
        HiveBins.Check(name, content.Span);
        using var file = new MemoryFile(content.Span);
        HiveHandle handle = Hivex.Open(file.Path, Hivex.OpenForWriting);
        if (handle.IsInvalid)
        {
            int error = Marshal.GetLastPInvokeError();
            handle.Dispose();
            throw header.IsDirty ? Dirty(name) : Damaged(name, "cannot be opened", error);
        }

        try
        {
            return new RegistryHive(name, content, handle, header);
        }
        catch (ImageException)
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>The key at a path with backslashes, whatever its case; null where none is.</summary>
    public RegistryKey? Find(string path) => Root.Find(path);

    /// <summary>The whole hive as it is now.</summary>
    /// <exception cref="InvalidOperationException">Nothing was changed; the hive is what it was.</exception>
    public byte[] Commit()
    {
        if (!_isChanged)
        {
            throw new InvalidOperationException($"{Name} has no changes");
        }

        using var file = new MemoryFile([]);
        if (Hivex.Commit(Handle, file.Path, flags: 0) != 0)
        {
            throw Failed("cannot be written");
        }

        // libhivex writes the time of now: the same edits are to give the same bytes.
        byte[] content = file.ReadAll();
        HiveHeader.SetWritten(content, _header.Written);
        return content;
    }

    /// <summary>Has to be called before anything is changed.</summary>
    /// <exception cref="UnsupportedImageException">The hive is dirty.</exception>
    /// <exception cref="InvalidImageException">The hive is damaged.</exception>
    internal void BeforeChange()
    {
        if (IsDirty)
        {
            throw Dirty(Name);
        }

        if (!_isChanged)
        {
            HiveTree.Check(Name, _content);
            _isChanged = true;
        }
    }

    /// <summary>What the library just failed at.</summary>
    internal InvalidImageException Failed(string problem) => Damaged(Name, problem, Marshal.GetLastPInvokeError());

    public void Dispose() => Handle.Dispose();

    private nuint Check(nuint node, string problem) => node != 0 ? node : throw Failed(problem);

    private static InvalidImageException Damaged(string name, string problem, int error)
        => new(name, $"{problem}: the registry hive is damaged ({Marshal.GetPInvokeErrorMessage(error)})");

    private static UnsupportedImageException Dirty(string name)
        => new(name, "was not completely written when the machine stopped; start Windows once more and shut it down, then try again");
}

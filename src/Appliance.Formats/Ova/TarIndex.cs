using Appliance.Formats.Disks;
using Appliance.Formats.Files;

namespace Appliance.Formats.Ova;

/// <summary>
/// Finds the members of an uncompressed tar archive by their headers, without reading their content. The archive comes
/// from a stranger, and only what an appliance needs is accepted: regular files with plain names. A name that the pax or
/// GNU dialect stores apart is read with a cap, which <c>System.Formats.Tar</c> does not have.
/// </summary>
internal sealed class TarIndex
{
    // A disk of 62 TiB in chunks of 1 GiB has 63,488 files; the index of this many takes some 20 MB.
    private const int MaxMembers = 100_000;

    // Linux knows no path beyond 4096 bytes; the rest is room for other records, such as owners and times.
    private const int MaxRecordsSize = 64 * 1024;

    private readonly Disk _archive;
    private readonly Dictionary<string, TarMember> _members = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private string? _nextName;
    private PaxRecords _next;
    private int _headers;

    private TarIndex(Disk archive) => _archive = archive;

    /// <summary>Whether <paramref name="start"/>, the first 512 bytes of a file, begins a tar archive.</summary>
    public static bool IsTar(ReadOnlySpan<byte> start) => start.Length >= TarHeader.Length && !TarHeader.IsEnd(start) && TarHeader.IsHeader(start);

    /// <summary>Reads all headers; returns the regular files in their order, those that macOS adds left out.</summary>
    /// <exception cref="InvalidImageException">The archive is truncated or damaged, or holds links, devices, unsafe or repeated names.</exception>
    /// <exception cref="UnsupportedImageException">It has more members than any appliance, or sparse ones.</exception>
    public static async ValueTask<IReadOnlyList<TarMember>> ReadAsync(Disk archive, CancellationToken cancellationToken)
    {
        var index = new TarIndex(archive);
        var block = new byte[TarHeader.Length];
        for (long offset = 0; offset < archive.Length;)
        {
            await archive.ReadStructureAsync(offset, block, "tar header", cancellationToken);
            if (TarHeader.IsEnd(block))
            {
                break;
            }

            offset = await index.TakeAsync(TarHeader.Parse(block, archive.Name, offset), offset, cancellationToken);
        }

        return [.. index._order.Select(name => index._members[name])];
    }

    /// <summary>Takes one header in; returns where the next one stands.</summary>
    private async ValueTask<long> TakeAsync(TarHeader header, long offset, CancellationToken cancellationToken)
    {
        if (++_headers > MaxMembers)
        {
            throw new UnsupportedImageException(_archive.Name, offset, $"the archive has more than {MaxMembers} members, which no appliance needs");
        }

        long content = offset + TarHeader.Length;
        bool isMeta = header.Kind is TarKind.GnuLongName or TarKind.GnuLongLink or TarKind.PaxRecords or TarKind.PaxGlobalRecords;
        long size = isMeta ? header.Size : _next.Size ?? header.Size;
        if (size > _archive.Length - content)
        {
            throw new InvalidImageException(_archive.Name, offset, $"the archive is truncated: a member of {size} bytes leads beyond its end ({_archive.Length} bytes)");
        }

        if (isMeta)
        {
            await TakeMetaAsync(header, content, cancellationToken);
        }
        else
        {
            TakeMember(header.Kind, _nextName ?? _next.Path ?? header.Name, offset, size);
            (_nextName, _next) = (null, default);
        }

        // The padding of the last member may be cut off; size is at most the archive's, so this does not overflow.
        return content + ((size + TarHeader.Length - 1) & -TarHeader.Length);
    }

    private async ValueTask TakeMetaAsync(TarHeader header, long offset, CancellationToken cancellationToken)
    {
        if (header.Size > MaxRecordsSize)
        {
            throw new InvalidImageException(_archive.Name, offset, $"a tar header continues for {header.Size} bytes; {MaxRecordsSize} are plenty");
        }

        byte[] content = await _archive.ReadStructureAsync(offset, (int)header.Size, "extended tar header", cancellationToken);
        switch (header.Kind)
        {
            case TarKind.GnuLongName:
                _nextName = TarHeader.Text(content);
                break;
            case TarKind.PaxRecords:
                _next = PaxRecords.Parse(content, _archive.Name, offset);
                break;
            case TarKind.PaxGlobalRecords when PaxRecords.Parse(content, _archive.Name, offset) is not { Path: null, Size: null, IsSparse: false }:
                throw new InvalidImageException(_archive.Name, offset, "a global pax header gives all members one name or size");
            default:
                break;
        }
    }

    private void TakeMember(TarKind kind, string name, long offset, long size)
    {
        switch (kind)
        {
            case TarKind.Directory:
            case TarKind.OldFile when name.EndsWith('/'):
                return;
            case TarKind.File or TarKind.OldFile or TarKind.ContiguousFile when !_next.IsSparse:
                AddFile(name, offset, size);
                return;
            case TarKind.GnuSparseFile or TarKind.File or TarKind.OldFile or TarKind.ContiguousFile:
                throw new UnsupportedImageException(_archive.Name, offset, $"member \"{RelativeName.Printable(name)}\" is stored sparse; pack it again without --sparse");
            default:
                throw new InvalidImageException(_archive.Name, offset, $"member \"{RelativeName.Printable(name)}\" is {Describe(kind)}; an appliance holds plain files only");
        }
    }

    private void AddFile(string name, long offset, long size)
    {
        string plain = RelativeName.Check(_archive.Name, name);
        if (plain.AsSpan(plain.LastIndexOf('/') + 1).StartsWith("._"))
        {
            // macOS tar stores a file's attributes in a second file beside it.
            return;
        }

        if (!_members.TryAdd(plain, new TarMember(plain, offset + TarHeader.Length, size)))
        {
            throw new InvalidImageException(_archive.Name, offset, $"member \"{plain}\" is there twice");
        }

        _order.Add(plain);
    }

    private static string Describe(TarKind kind) => kind switch
    {
        TarKind.HardLink => "a hard link",
        TarKind.SymbolicLink => "a symbolic link",
        TarKind.CharacterDevice or TarKind.BlockDevice => "a device",
        TarKind.Fifo => "a named pipe",
        _ => $"of the unknown type 0x{(byte)kind:x2}",
    };
}

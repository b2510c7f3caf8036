using Appliance.Formats.Files;

namespace Appliance.Formats.Ova;

/// <summary>
/// Follows the headers of an uncompressed tar archive, wherever they are read from. The archive comes from a stranger, and
/// only what an appliance needs is accepted: regular files with plain names. A name that the pax or GNU dialect stores
/// apart is read with a cap, which <c>System.Formats.Tar</c> does not have.
/// </summary>
/// <param name="file">The archive, for messages.</param>
internal sealed class TarWalk(string file)
{
    // A disk of 62 TiB in chunks of 1 GiB has 63,488 files; the index of this many takes some 20 MB.
    private const int MaxMembers = 100_000;

    // Linux knows no path beyond 4096 bytes; the rest is room for other records, such as owners and times.
    private const int MaxRecordsSize = 64 * 1024;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private TarKind _kind;
    private string? _nextName;
    private PaxRecords _next;
    private int _headers;

    /// <summary>Takes the next header in.</summary>
    /// <param name="block">512 bytes, not the zeros that end the archive.</param>
    /// <param name="offset">Where it stands, in bytes.</param>
    /// <exception cref="InvalidImageException">It is damaged, or announces a link, a device, an unsafe or repeated name.</exception>
    /// <exception cref="UnsupportedImageException">There are more members than in any appliance, or a sparse one.</exception>
    public TarStep Take(ReadOnlySpan<byte> block, long offset)
    {
        TarHeader header = TarHeader.Parse(block, file, offset);
        if (++_headers > MaxMembers)
        {
            throw new UnsupportedImageException(file, offset, $"the archive has more than {MaxMembers} members, which no appliance needs");
        }

        _kind = header.Kind;
        if (_kind is TarKind.GnuLongName or TarKind.GnuLongLink or TarKind.PaxRecords or TarKind.PaxGlobalRecords)
        {
            return header.Size <= MaxRecordsSize
                ? new TarStep(header.Size, Name: null, IsRecords: true)
                : throw new InvalidImageException(file, offset, $"a tar header continues for {header.Size} bytes; {MaxRecordsSize} are plenty");
        }

        var step = new TarStep(_next.Size ?? header.Size, NameOf(_nextName ?? _next.Path ?? header.Name, offset), IsRecords: false);
        (_nextName, _next) = (null, default);
        return step;
    }

    /// <summary>Takes in what follows a header that announced records.</summary>
    /// <param name="content">All of it.</param>
    /// <param name="offset">Where it stands, in bytes.</param>
    /// <exception cref="InvalidImageException">The records are damaged, or hold for all members.</exception>
    public void TakeRecords(ReadOnlySpan<byte> content, long offset)
    {
        switch (_kind)
        {
            case TarKind.GnuLongName:
                _nextName = TarHeader.Text(content);
                break;
            case TarKind.PaxRecords:
                _next = PaxRecords.Parse(content, file, offset);
                break;
            case TarKind.PaxGlobalRecords when PaxRecords.Parse(content, file, offset) is not { Path: null, Size: null, IsSparse: false }:
                throw new InvalidImageException(file, offset, "a global pax header gives all members one name or size");
            default:
                break;
        }
    }

    /// <summary>The plain name of a regular file; null for a folder, and for what macOS adds.</summary>
    private string? NameOf(string name, long offset)
    {
        switch (_kind)
        {
            case TarKind.Directory:
            case TarKind.OldFile when name.EndsWith('/'):
                return null;
            case TarKind.File or TarKind.OldFile or TarKind.ContiguousFile when !_next.IsSparse:
                return PlainName(name, offset);
            case TarKind.GnuSparseFile or TarKind.File or TarKind.OldFile or TarKind.ContiguousFile:
                throw new UnsupportedImageException(file, offset, $"member \"{RelativeName.Printable(name)}\" is stored sparse; pack it again without --sparse");
            default:
                throw new InvalidImageException(file, offset, $"member \"{RelativeName.Printable(name)}\" is {Describe(_kind)}; an appliance holds plain files only");
        }
    }

    private string? PlainName(string name, long offset)
    {
        string plain = RelativeName.Check(file, name);
        if (plain.AsSpan(plain.LastIndexOf('/') + 1).StartsWith("._"))
        {
            // macOS tar stores a file's attributes in a second file beside it.
            return null;
        }

        return _names.Add(plain) ? plain : throw new InvalidImageException(file, offset, $"member \"{plain}\" is there twice");
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

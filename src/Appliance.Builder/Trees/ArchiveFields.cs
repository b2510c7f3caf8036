using System.Globalization;
using System.Text;
using Appliance.Formats;
using Appliance.Formats.Ova;
using Appliance.Guests.FileSystems;

namespace Appliance.Builder.Trees;

/// <summary>What a tar header says of a member besides size and kind, and what records in front of it say instead. Names are bytes (<see cref="UnixName"/>).</summary>
internal sealed class ArchiveFields
{
    private const string Attribute = "SCHILY.xattr.";
    private const int ModeBits = 0xFFF;

    // POSIX.1-2017, pax, "ustar Interchange Format".
    private const int NameLength = 100;
    private const int ModeOffset = NameLength, OwnerOffset = ModeOffset + 8, GroupOffset = OwnerOffset + 8, NumberLength = 8;
    private const int TimeOffset = GroupOffset + 8 + 12, TimeLength = 12;
    private const int TargetOffset = TimeOffset + TimeLength + 8 + 1, TargetLength = 100;
    private const int MagicOffset = TargetOffset + TargetLength;
    private const int PrefixOffset = MagicOffset + 6 + 2 + 32 + 32 + 8 + 8, PrefixLength = 155;

    private readonly Dictionary<string, PaxRecord> _records = new(StringComparer.Ordinal);
    private string? _longName;
    private string? _longTarget;

    /// <summary>Whether records come of this kind of header.</summary>
    public static bool Announces(TarKind kind) => kind is TarKind.PaxRecords or TarKind.PaxGlobalRecords or TarKind.GnuLongName or TarKind.GnuLongLink;

    /// <summary>Bytes of the next member's content, where records say so.</summary>
    public long? Size { get; private set; }

    /// <summary>Whether holes of the next member were left out.</summary>
    public bool IsSparse => _records.Keys.Any(keyword => keyword.StartsWith("GNU.sparse.", StringComparison.Ordinal));

    /// <summary>Takes what stands in front of a member.</summary>
    /// <exception cref="InvalidImageException">The records are damaged, or give all members one name.</exception>
    public void Take(TarKind kind, byte[] content, string file, long offset)
    {
        switch (kind)
        {
            case TarKind.GnuLongName:
                _longName = TextOf(content);
                break;
            case TarKind.GnuLongLink:
                _longTarget = TextOf(content);
                break;
            case TarKind.PaxGlobalRecords when PaxRecord.ReadAll(content, file, offset).Any(record => record.Keyword is "path" or "linkpath" or "size"):
                throw new InvalidImageException(file, offset, "a global pax header gives all members one name or size");
            case TarKind.PaxRecords:
                // One stands in front of a member; a crowd of them would be made to fill the memory.
                _records.Clear();
                PaxRecord.ReadAll(content, file, offset).ForEach(record => _records[record.Keyword] = record);
                Size = _records.TryGetValue("size", out PaxRecord size)
                    ? size.Number ?? throw new InvalidImageException(file, offset, "the size in the pax header is not a number of bytes") : null;
                break;
            default:
                break;
        }
    }

    /// <summary>The member of a header; what was taken for it is forgotten.</summary>
    /// <exception cref="InvalidImageException">Its mode or owner is no number.</exception>
    public ArchiveMember Read(ReadOnlySpan<byte> block, TarKind kind, FilePart content, string file, long offset)
    {
        int mode = (int)(NumberOf("", block.Slice(ModeOffset, NumberLength), file, offset) & ModeBits);
        uint owner = NumberOf("uid", block.Slice(OwnerOffset, NumberLength), file, offset), group = NumberOf("gid", block.Slice(GroupOffset, NumberLength), file, offset);
        string name = Find("path") ?? _longName ?? NameOf(block), target = Find("linkpath") ?? _longTarget ?? TextOf(block.Slice(TargetOffset, TargetLength));
        var member = new ArchiveMember(name, kind, target, new FileRights(mode, owner, group), TimeOf(block), content)
        {
            Attributes = _records.Where(pair => pair.Key.StartsWith(Attribute, StringComparison.Ordinal)).ToDictionary(pair => pair.Key[Attribute.Length..], pair => pair.Value.Value, StringComparer.Ordinal),
        };
        _records.Clear();
        (_longName, _longTarget, Size) = (null, null, null);
        return member;
    }

    private string? Find(string keyword) => _records.TryGetValue(keyword, out PaxRecord record) ? TextOf(record.Value) : null;

    private uint NumberOf(string keyword, ReadOnlySpan<byte> field, string file, long offset)
        => (_records.TryGetValue(keyword, out PaxRecord record) ? record.Number : TarHeader.ParseNumber(field)) is { } number and <= uint.MaxValue ? (uint)number
            : throw new InvalidImageException(file, offset, "the mode or owner in the tar header is no number");

    /// <summary>Fractions do not count, and what is before 1970 is 1970.</summary>
    private long TimeOf(ReadOnlySpan<byte> block) => _records.TryGetValue("mtime", out PaxRecord record)
        ? long.TryParse(Encoding.ASCII.GetString(record.Value).Split('.')[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds) ? seconds : 0
        : TarHeader.ParseNumber(block.Slice(TimeOffset, TimeLength)) ?? 0;

    private static string NameOf(ReadOnlySpan<byte> block)
    {
        string name = TextOf(block[..NameLength]);
        bool hasPrefix = block.Slice(MagicOffset, 6).SequenceEqual("ustar\0"u8) && block[PrefixOffset] != 0;
        return hasPrefix ? $"{TextOf(block.Slice(PrefixOffset, PrefixLength))}/{name}" : name;
    }

    private static string TextOf(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return UnixName.Decode(end < 0 ? field : field[..end]);
    }
}

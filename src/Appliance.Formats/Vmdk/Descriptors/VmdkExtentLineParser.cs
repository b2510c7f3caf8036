using System.Globalization;

namespace Appliance.Formats.Vmdk;

/// <summary>Reads extent lines: <c>ACCESS SIZE TYPE ["file" [offset ...]]</c>.</summary>
internal ref struct VmdkExtentLineParser
{
    private readonly string _file;
    private readonly long _at;
    private readonly ReadOnlySpan<char> _line;
    private ReadOnlySpan<char> _rest;

    private VmdkExtentLineParser(ReadOnlySpan<char> line, string file, long at)
    {
        _line = line;
        _rest = line;
        _file = file;
        _at = at;
    }

    /// <summary>Whether a line starts as an extent line does; such a line is one, or is damaged.</summary>
    public static bool IsExtentLine(ReadOnlySpan<char> line)
    {
        int end = line.IndexOfAny(' ', '\t');
        return end > 0 && TryAccess(line[..end], out _);
    }

    /// <summary>Parses a line without blanks around it.</summary>
    /// <exception cref="InvalidImageException">A part is missing or no number.</exception>
    /// <exception cref="UnsupportedImageException">The type is not known.</exception>
    public static VmdkExtentLine Parse(ReadOnlySpan<char> line, string file, long at)
    {
        var parser = new VmdkExtentLineParser(line, file, at);
        _ = TryAccess(parser.Word(), out VmdkExtentAccess access);
        long length = parser.Sectors(parser.Word());
        VmdkExtentType type = parser.Type(parser.Word());
        string name = parser.Name();
        ReadOnlySpan<char> offset = parser.Word();
        return new VmdkExtentLine(at, access, length, type, name, offset.IsEmpty ? 0 : parser.Sectors(offset));
    }

    private static bool TryAccess(ReadOnlySpan<char> word, out VmdkExtentAccess access)
    {
        (bool known, access) = word switch
        {
            _ when Is(word, "RW") => (true, VmdkExtentAccess.ReadWrite),
            _ when Is(word, "RDONLY") => (true, VmdkExtentAccess.ReadOnly),
            _ when Is(word, "NOACCESS") => (true, VmdkExtentAccess.None),
            _ => (false, default),
        };
        return known;
    }

    private static bool Is(ReadOnlySpan<char> word, string expected) => word.Equals(expected, StringComparison.OrdinalIgnoreCase);

    private readonly VmdkExtentType Type(ReadOnlySpan<char> word) => word switch
    {
        _ when Is(word, "FLAT") => VmdkExtentType.Flat,
        _ when Is(word, "VMFS") || Is(word, "VMFSTHIN") => VmdkExtentType.Vmfs,
        _ when Is(word, "SPARSE") => VmdkExtentType.Sparse,
        _ when Is(word, "VMFSSPARSE") || Is(word, "SESPARSE") => VmdkExtentType.VmfsSparse,
        _ when Is(word, "ZERO") => VmdkExtentType.Zero,
        _ when Is(word, "VMFSRDM") || Is(word, "VMFSRAW") => VmdkExtentType.Device,
        _ when word.IsEmpty => throw Damaged("has no type"),
        _ => throw new UnsupportedImageException(_file, _at, $"extent type {Files.RelativeName.Printable(word.ToString())} is not known"),
    };

    private readonly long Sectors(ReadOnlySpan<char> word)
        => ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out ulong sectors) && sectors <= VmdkUnits.MaxSectors
            ? (long)sectors * VmdkUnits.Sector
            : throw Damaged("has no proper number of sectors");

    /// <summary>A name in quotes, which may hold blanks; some writers leave the quotes out.</summary>
    private string Name()
    {
        _rest = _rest.TrimStart();
        if (!_rest.StartsWith('"'))
        {
            return Word().ToString();
        }

        int end = _rest[1..].IndexOf('"');
        if (end < 0)
        {
            throw Damaged("has a name without closing quote");
        }

        string name = _rest.Slice(1, end).ToString();
        _rest = _rest[(end + 2)..];
        return name;
    }

    private ReadOnlySpan<char> Word()
    {
        _rest = _rest.TrimStart();
        int end = _rest.IndexOfAny(' ', '\t');
        ReadOnlySpan<char> word = end < 0 ? _rest : _rest[..end];
        _rest = _rest[word.Length..];
        return word;
    }

    private readonly InvalidImageException Damaged(string problem)
        => new(_file, _at, $"extent line \"{Files.RelativeName.Printable(_line.ToString())}\" {problem}");
}

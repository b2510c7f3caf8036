using Appliance.Formats.Files;
using Appliance.Formats.IO;

namespace Appliance.Formats.Vmdk;

/// <summary>Reads descriptors, in all dialects that their many writers use.</summary>
internal sealed class VmdkDescriptorParser
{
    /// <summary>Largest descriptor; eight thousand extent lines with long names fit in twice.</summary>
    public const int MaxSize = 4 << 20;

    // VMware's largest split disk, 8 TB in pieces of 2 GB, has half as many; each extent is an open file.
    private const int MaxExtents = 8192;

    private readonly string _file;
    private readonly long _at;
    private readonly Dictionary<string, VmdkDescriptorValue> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<VmdkExtentLine> _extents = [];
    private ulong _sectors;

    private VmdkDescriptorParser(string file, long at)
    {
        _file = file;
        _at = at;
    }

    /// <summary>Parses a descriptor.</summary>
    /// <param name="bytes">The text, perhaps with zeros behind it.</param>
    /// <param name="file">For messages.</param>
    /// <param name="at">Where in the file the bytes are from.</param>
    /// <exception cref="InvalidImageException">A line cannot be understood.</exception>
    /// <exception cref="UnsupportedImageException">An extent is of a type that is not known.</exception>
    public static VmdkDescriptor Parse(ReadOnlySpan<byte> bytes, string file, long at)
    {
        int end = bytes.IndexOf((byte)0);
        ReadOnlySpan<byte> text = end < 0 ? bytes : bytes[..end];
        var parser = new VmdkDescriptorParser(file, at);
        parser.ReadLines(text, DeclaredEncoding.Find(text, "encoding"));
        return new VmdkDescriptor(file, at, parser._values, parser._extents);
    }

    private void ReadLines(ReadOnlySpan<byte> text, DeclaredEncoding encoding)
    {
        int start = DeclaredEncoding.MarkLength(text);
        foreach (Range range in text[start..].Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = text[start..][range];
            ReadLine(encoding.Decode(line), _at + start + range.Start.Value);
        }
    }

    private void ReadLine(string raw, long at)
    {
        ReadOnlySpan<char> line = raw.AsSpan().Trim();
        if (line.IsEmpty || line[0] == '#')
        {
            return;
        }

        if (VmdkExtentLineParser.IsExtentLine(line))
        {
            AddExtent(VmdkExtentLineParser.Parse(line, _file, at));
            return;
        }

        int equals = line.IndexOf('=');
        if (equals <= 0)
        {
            // A damaged extent line that was passed over would shift or lose what comes behind it.
            throw new InvalidImageException(_file, at, $"descriptor line \"{RelativeName.Printable(raw.Trim())}\" cannot be understood");
        }

        string value = line[(equals + 1)..].Trim().Trim('"').ToString();
        _values.TryAdd(line[..equals].TrimEnd().ToString(), new VmdkDescriptorValue(value, at));
    }

    private void AddExtent(VmdkExtentLine extent)
    {
        _sectors += (ulong)extent.Length / VmdkUnits.Sector;
        if (_extents.Count == MaxExtents || _sectors > VmdkUnits.MaxSectors)
        {
            throw new InvalidImageException(_file, extent.At, $"the extents are more than {MaxExtents}, or larger than any disk");
        }

        _extents.Add(extent);
    }
}

using System.Text;
using Appliance.Formats;

namespace Appliance.Converter.Preparing.Windows.Drivers;

/// <summary>
/// The text of a setup information file: sections of lines
/// (learn.microsoft.com/en-us/windows-hardware/drivers/install/general-syntax-rules-for-inf-files).
/// </summary>
internal sealed class InfFile
{
    // Large ones of graphics drivers reach some MB; those of a bus, a disk or a network card some ten KB.
    private const int MostBytes = 8 << 20;

    private readonly Dictionary<string, List<InfLine>> _sections = new(StringComparer.OrdinalIgnoreCase);

    private InfFile(string name) => Name = name;

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>Reads a file of UTF-16, UTF-8 or one byte a character.</summary>
    /// <exception cref="UnsupportedImageException">It is too large.</exception>
    public static InfFile Parse(string name, ReadOnlySpan<byte> content)
    {
        if (content.Length > MostBytes)
        {
            throw new UnsupportedImageException(name, $"has {content.Length} bytes, and a setup information file is read up to {MostBytes}");
        }

        var file = new InfFile(name);
        IReadOnlyList<InfText.Line> lines = InfText.Split(Decode(content));
        IReadOnlyDictionary<string, string> strings = InfText.Strings(lines);
        foreach (InfText.Line line in lines)
        {
            file.SectionToFill(line.Section).Add(line.Resolve(strings));
        }

        return file;
    }

    /// <summary>Whether there is such a section.</summary>
    public bool Has(string section) => _sections.ContainsKey(section);

    /// <summary>The lines of a section, also of one that is written in several pieces; none where there is no such section.</summary>
    public IReadOnlyList<InfLine> Section(string name) => _sections.TryGetValue(name, out List<InfLine>? lines) ? lines : [];

    /// <summary>All values of a key of a section, over all its lines.</summary>
    public IEnumerable<string> Values(string section, string key)
        => Lines(section, key).SelectMany(line => line.Values).Where(value => value.Length > 0);

    /// <summary>The lines of a section that have a key.</summary>
    public IEnumerable<InfLine> Lines(string section, string key)
        => Section(section).Where(line => string.Equals(line.Key, key, StringComparison.OrdinalIgnoreCase));

    /// <summary>The first value of a key of a section; null where there is none.</summary>
    public string? Value(string section, string key) => Values(section, key).FirstOrDefault();

    private List<InfLine> SectionToFill(string name)
    {
        if (!_sections.TryGetValue(name, out List<InfLine>? lines))
        {
            _sections[name] = lines = [];
        }

        return lines;
    }

    // Without a mark it is in some code page; what matters of it is ASCII.
    private static string Decode(ReadOnlySpan<byte> content) => content switch
    {
        [0xFF, 0xFE, .. var rest] => Encoding.Unicode.GetString(rest),
        [0xFE, 0xFF, .. var rest] => Encoding.BigEndianUnicode.GetString(rest),
        [0xEF, 0xBB, 0xBF, .. var rest] => Encoding.UTF8.GetString(rest),
        _ => Encoding.Latin1.GetString(content),
    };
}

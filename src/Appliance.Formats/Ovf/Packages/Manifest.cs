using System.Text;
using Appliance.Formats.Files;

namespace Appliance.Formats.Ovf;

/// <summary>
/// The digests of a package's files (DSP0243, "Distribution"). Written in the one spelling that every importer takes,
/// <c>SHA256(name)= hex</c> and LF; read in all that are met.
/// </summary>
public sealed class Manifest
{
    private readonly Dictionary<string, ManifestEntry> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    /// <summary>The entries, in the order of the file.</summary>
    public IEnumerable<ManifestEntry> Entries => _order.Select(name => _entries[name]);

    /// <summary>Reads a manifest.</summary>
    /// <param name="content">All of it.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="InvalidImageException">A line is no entry, names a file outside of the package, or contradicts an earlier one.</exception>
    public static Manifest Parse(ReadOnlySpan<byte> content, string file)
    {
        var manifest = new Manifest();
        int number = 0;
        foreach (ReadOnlySpan<char> line in Encoding.UTF8.GetString(content).TrimStart('\uFEFF').AsSpan().EnumerateLines())
        {
            number++;
            if (!line.Trim(" \t\0").IsEmpty)
            {
                manifest.Add(ParseEntry(line, file, number), file);
            }
        }

        return manifest;
    }

    /// <summary>The text of a manifest.</summary>
    public static byte[] Write(IEnumerable<ManifestEntry> entries)
        => Encoding.UTF8.GetBytes(string.Concat(entries.Select(entry => $"{entry.Algorithm.Name}({entry.FileName})= {entry.Digest}\n")));

    /// <summary>The entry of a file; null where there is none.</summary>
    public ManifestEntry? Find(string fileName) => _entries.GetValueOrDefault(fileName);

    /// <summary>Takes the entries of another manifest of the same package in.</summary>
    /// <param name="other">The other one.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="InvalidImageException">Both promise different digests for one file.</exception>
    public void Include(Manifest other, string file)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (ManifestEntry entry in other.Entries)
        {
            Add(entry, file);
        }
    }

    private static ManifestEntry ParseEntry(ReadOnlySpan<char> text, string file, int number)
    {
        if (!ManifestLine.TryParse(text, out ManifestLine line) || line.Hex.Length != 2 * ManifestLine.DigestLength(line.Algorithm))
        {
            throw new InvalidImageException(
                file, $"line {number} is no manifest entry, which reads like SHA256(disk.vmdk)= and 64 digits: \"{RelativeName.Printable(text.ToString())}\"");
        }

        string name = RelativeName.Check(file, line.FileName.ToString());
        return new ManifestEntry(name, line.Algorithm, line.Hex.ToString().ToLowerInvariant());
    }

    private void Add(ManifestEntry entry, string file)
    {
        if (_entries.TryAdd(entry.FileName, entry))
        {
            _order.Add(entry.FileName);
            return;
        }

        ManifestEntry earlier = _entries[entry.FileName];
        if (earlier.Algorithm == entry.Algorithm && earlier.Digest != entry.Digest)
        {
            throw new InvalidImageException(file, $"promises two {entry.Algorithm} digests for \"{entry.FileName}\"");
        }

        // Given by two algorithms, the longer digest proves more.
        _entries[entry.FileName] = earlier.Digest.Length >= entry.Digest.Length ? earlier : entry;
    }
}

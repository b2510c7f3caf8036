using System.Globalization;
using System.Xml.Linq;
using Appliance.Formats.Files;

namespace Appliance.Formats.Ovf;

/// <summary>What all parts of the reader share: the file's name, its warnings, and what elements refer to.</summary>
internal sealed class OvfReaderContext
{
    // Nobody reads more, and a hostile file must not fill the memory.
    private const int MaxWarnings = 200;

    private readonly string _name;
    private readonly List<string> _warnings = [];
    private readonly HashSet<string> _seen = [];

    public OvfReaderContext(string name, XElement root, OvfReadOptions options)
    {
        _name = name;
        Strings = new OvfReaderStrings(root, options.Language);
        Configurations = OvfReaderConfigurations.Read(this, root, options.Configuration);
        Properties = new OvfReaderProperties(this, root);
        References = OvfReaderReferences.Read(this, root);
    }

    public OvfReaderStrings Strings { get; }

    public OvfReaderConfigurations Configurations { get; }

    public OvfReaderProperties Properties { get; }

    public OvfReaderReferences References { get; }

    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Notes something that does not stop the work, once.</summary>
    public void Warn(XObject? at, string message)
    {
        string warning = at?.Place() + message;
        if (_warnings.Count < MaxWarnings && _seen.Add(warning))
        {
            _warnings.Add(warning);
        }
    }

    /// <summary>Damage at a node.</summary>
    public InvalidImageException Invalid(XObject at, string problem) => new(_name, at.Place() + problem);

    /// <summary>Something valid that is refused.</summary>
    public UnsupportedImageException Unsupported(XObject at, string problem) => new(_name, at.Place() + problem);

    /// <summary>A count that cannot be negative.</summary>
    /// <exception cref="InvalidImageException">It is no such number.</exception>
    public long Number(XObject at, string text, string what)
        => TryNumber(text) ?? throw Invalid(at, $"{what} is \"{RelativeName.Printable(text)}\", which is not a whole number from 0 to {long.MaxValue}");

    /// <summary>A count of bytes: a number times a unit.</summary>
    /// <exception cref="InvalidImageException">One of them is unreadable, or the product does not fit into 63 bits.</exception>
    public long Bytes(XObject at, string quantity, string? unit, string what)
    {
        long number = Number(at, quantity, what);
        long size = OvfUnits.TryParse(unit ?? "byte")
            ?? throw Invalid(at, $"{what} is given in \"{RelativeName.Printable(unit!)}\", which is not a unit of size");
        long bytes = OvfUnits.Multiply(number, size);
        return bytes > 0 || number == 0 ? bytes : throw Invalid(at, $"{what} is {number} times {size} bytes, which is beyond 2^63");
    }

    /// <summary>A whole number, not negative, or null.</summary>
    public static long? TryNumber(string? text)
        => long.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            && number >= 0 ? number : null;
}

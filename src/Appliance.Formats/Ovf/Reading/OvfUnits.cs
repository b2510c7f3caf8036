using System.Globalization;

namespace Appliance.Formats.Ovf;

/// <summary>
/// Units of size: the programmatic units of DSP0004 annex C (<c>byte * 2^20</c>, <c>kibibyte</c>) and the words of the older
/// CIM schemas (<c>MegaBytes</c>), in which mega is 2^20.
/// </summary>
internal static class OvfUnits
{
    // 2^62 is the largest power of two that still is a positive long.
    private const int MaxExponent = 62;

    private static readonly Dictionary<string, long> ProgrammaticNames = new(StringComparer.Ordinal)
    {
        ["kilobyte"] = 1_000, ["megabyte"] = 1_000_000, ["gigabyte"] = 1_000_000_000, ["terabyte"] = 1_000_000_000_000,
    };

    private static readonly Dictionary<string, long> BinaryNames = MakeBinaryNames();

    /// <summary>Bytes in one unit.</summary>
    /// <returns>Null for what is no unit of size, or too large to count.</returns>
    public static long? TryParse(string expression)
    {
        long bytes = 1;
        int bases = 0;
        foreach (string part in string.Concat(expression.Where(c => !char.IsWhiteSpace(c))).Split('*'))
        {
            if (TryParseName(part) is { } size)
            {
                bases++;
                bytes = Multiply(bytes, size);
            }
            else
            {
                bytes = Multiply(bytes, ParseNumber(part));
            }
        }

        return bytes > 0 && bases <= 1 ? bytes : null;
    }

    /// <summary>The product of two positive numbers; 0 where there is none that fits.</summary>
    public static long Multiply(long left, long right)
    {
        Int128 product = (Int128)left * right;
        return product <= long.MaxValue ? (long)product : 0;
    }

    private static long? TryParseName(string name)
        => ProgrammaticNames.TryGetValue(name, out long size) || BinaryNames.TryGetValue(name, out size) ? size : null;

    /// <summary>A number or a power; 0 for anything else.</summary>
    private static long ParseNumber(string text)
    {
        string[] parts = text.Split('^');
        if (parts.Length > 2 || !TryParseInteger(parts[0], out long number))
        {
            return 0;
        }

        return parts.Length == 1 ? number
            : TryParseInteger(parts[1], out long exponent) && exponent <= MaxExponent ? Power(number, (int)exponent)
            : 0;
    }

    private static long Power(long number, int exponent)
    {
        long power = 1;
        for (int i = 0; i < exponent; i++)
        {
            power = Multiply(power, number);
        }

        return power;
    }

    private static bool TryParseInteger(string text, out long number)
        => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static Dictionary<string, long> MakeBinaryNames()
    {
        var names = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase) { ["byte"] = 1, ["bytes"] = 1, ["b"] = 1 };
        (string Decimal, string Binary)[] prefixes = [("kilo", "kibi"), ("mega", "mebi"), ("giga", "gibi"), ("tera", "tebi")];
        for (int i = 0; i < prefixes.Length; i++)
        {
            long size = 1L << (10 * (i + 1));
            char letter = prefixes[i].Decimal[0];
            foreach (string name in (string[])[$"{prefixes[i].Decimal}byte", $"{prefixes[i].Binary}byte", $"{letter}b", $"{letter}ib"])
            {
                names[name] = size;
                names[name + "s"] = size;
            }
        }

        return names;
    }
}

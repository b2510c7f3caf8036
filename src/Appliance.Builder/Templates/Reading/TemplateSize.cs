using System.Globalization;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Numbers of bytes as templates write them.</summary>
internal static class TemplateSize
{
    // More than any file system here holds, and so little that no sum of sizes leaves its 64 bits.
    private const long Most = 1L << 50;

    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Reads one: <c>512MiB</c>.</summary>
    /// <returns>Bytes; null where it is none.</returns>
    public static long? TryParse(string text)
    {
        string digits = new([.. text.TakeWhile(char.IsAsciiDigit)]);
        int unit = Array.IndexOf(Units, text[digits.Length..].Trim());
        return unit >= 0 && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0 && number <= Most >> (10 * unit)
            ? number << (10 * unit) : null;
    }
}

using System.Globalization;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Lengths of time as templates write them.</summary>
internal static class TemplateTime
{
    /// <summary>Reads one: <c>30s</c>, <c>5m</c>.</summary>
    /// <returns>The time; null where it is none.</returns>
    public static TimeSpan? TryParse(string text)
    {
        string digits = new([.. text.TakeWhile(char.IsAsciiDigit)]);
        int? unit = text[digits.Length..] switch { "s" => 1, "m" => 60, "h" => 3600, _ => null };
        return ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) && number > 0 && unit is { } seconds
            ? TimeSpan.FromSeconds((double)number * seconds) : null;
    }
}

namespace Appliance.Cli.Output;

/// <summary>Numbers of bytes, for people.</summary>
internal static class Bytes
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>Three digits or so with a unit: 1.5 GiB.</summary>
    public static string Show(long count)
    {
        double value = count;
        int unit = 0;
        for (; value >= 1024 && unit < Units.Length - 1; unit++)
        {
            value /= 1024;
        }

        return unit == 0 ? $"{count} bytes" : $"{value:0.##} {Units[unit]}";
    }

    /// <summary>Reads a number with an optional unit: 512M, 4G, 2TiB; without one, bytes.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static long Parse(string text, string option)
    {
        string digits = new([.. text.TakeWhile(char.IsAsciiDigit)]);
        string unit = text[digits.Length..].Trim().ToUpperInvariant();
        int power = unit switch
        {
            "" or "B" => 0,
            "K" or "KB" or "KIB" => 1,
            "M" or "MB" or "MIB" => 2,
            "G" or "GB" or "GIB" => 3,
            "T" or "TB" or "TIB" => 4,
            _ => -1,
        };
        if (power < 0 || !long.TryParse(digits, out long number) || number > long.MaxValue >> (10 * power) || number == 0)
        {
            throw new UsageException($"{option} {text}: give a size such as 512M, 4G or 2T");
        }

        return number << (10 * power);
    }
}

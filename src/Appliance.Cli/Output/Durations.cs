using System.Globalization;

namespace Appliance.Cli.Output;

/// <summary>Lengths of time, for people.</summary>
internal static class Durations
{
    // Timers take no longer one.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    /// <summary>Reads a number with an optional unit: 90s, 5m, 1h; without one, seconds.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static TimeSpan Parse(string text, string option)
    {
        string digits = new([.. text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]);
        double unit = text[digits.Length..] switch
        {
            "" or "s" => 1,
            "ms" => 0.001,
            "m" or "min" => 60,
            "h" => 3600,
            _ => double.NaN,
        };
        bool isNumber = double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number);
        return isNumber && number * unit <= Longest.TotalSeconds
            ? TimeSpan.FromSeconds(number * unit) : throw new UsageException($"{option} {text}: give a time such as 90s, 5m or 1h");
    }

    /// <summary>Seconds, for messages.</summary>
    public static string Show(TimeSpan time) => $"{time.TotalSeconds:0.#} s";
}

using System.Globalization;

namespace Appliance.Runtime.Federation;

/// <summary>Numbers of bytes in messages.</summary>
internal static class ByteText
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>A number with two decimals at most, and a unit: 1.5 GiB.</summary>
    public static string Of(long count)
    {
        double value = count;
        int unit = 0;
        for (; Math.Abs(value) >= 1024; unit++)
        {
            value /= 1024;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {Units[unit]}");
    }
}

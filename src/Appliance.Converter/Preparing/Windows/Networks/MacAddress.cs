using System.Globalization;
using System.Text.RegularExpressions;

namespace Appliance.Converter.Preparing.Windows.Networks;

/// <summary>MAC addresses as Windows and its registry write them.</summary>
internal static partial class MacAddress
{
    /// <summary>Twelve digits, with or without something between each two, as <c>00-50-56-AB-CD-EF</c>; null where it is no MAC address.</summary>
    public static string? Parse(string? text)
        => text is not null && Digits().Match(text) is { Success: true } match
            ? string.Join('-', Enumerable.Range(1, 6).Select(i => match.Groups[i].Value)).ToUpperInvariant() : null;

    /// <summary>
    /// The MAC address in the name of a PCI device's instance, which for a card with a serial number is that number, made
    /// of the address: of e1000e first byte first (<c>000C29FFFF66A80700</c>), of vmxnet3 in two words of 32 bits, last byte
    /// first (<c>FF565000BB0895FE00</c> is 00-50-56-95-08-BB). Null where it is another name.
    /// </summary>
    public static string? OfInstance(string instance)
    {
        string serial = instance.Split('_')[0];
        if (serial.Length != 18 || !ulong.TryParse(serial.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _))
        {
            return null;
        }

        byte[] bytes = Convert.FromHexString(serial[..16]);
        return bytes switch
        {
            [var a, var b, var c, 0xFF, 0xFF, var d, var e, var f] => Format(a, b, c, d, e, f),
            [0xFF, var c, var b, var a, var f, var e, var d, 0xFE] => Format(a, b, c, d, e, f),
            _ => null,
        };
    }

    private static string Format(params ReadOnlySpan<byte> bytes) => BitConverter.ToString(bytes.ToArray());

    [GeneratedRegex("^([0-9A-F]{2})[:-]?([0-9A-F]{2})[:-]?([0-9A-F]{2})[:-]?([0-9A-F]{2})[:-]?([0-9A-F]{2})[:-]?([0-9A-F]{2})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digits();
}

using System.Globalization;

namespace Appliance.Converter.Preparing.Windows.Networks;

/// <summary>MAC addresses as Windows and its registry write them.</summary>
internal static class MacAddress
{
    private const int Size = 6;

    /// <summary>Twelve digits, with or without something between each two, as <c>00-50-56-AB-CD-EF</c>; null where it is no MAC address.</summary>
    public static string? Parse(string? text)
    {
        string digits = (text ?? "").Replace(":", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return digits.Length == 2 * Size && digits.All(char.IsAsciiHexDigit) ? Format(Convert.FromHexString(digits)) : null;
    }

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
}

using System.Globalization;
using Appliance.Guests.Registry;

namespace Appliance.Converter.Preparing.Windows.Drivers;

/// <summary>Reads the lines of AddReg sections.</summary>
internal static class InfAddReg
{
    // FLG_ADDREG_...
    private const uint IsBinary = 0x1;
    private const uint KeepsPresent = 0x2;
    private const uint Appends = 0x8;
    private const uint OnlyKey = 0x10;
    private const uint TypeMask = 0xFFFF_0001;
    private const uint Texts = 0x0001_0000;
    private const uint Expandable = 0x0002_0000;
    private const uint Number = 0x0001_0001;

    /// <summary>Reads <c>root, key, name, flags, value...</c>; null for what is of no use to a system that does not run.</summary>
    public static RegistryAddition? Read(InfLine line)
    {
        uint flags = DriverPackageReader.Number(line[3]) ?? 0;
        string root = line[0].ToUpperInvariant();
        return root is not ("HKR" or "HKLM") ? null
            : new RegistryAddition(root, line[1], (flags & OnlyKey) != 0 ? null : ValueOf(line, flags), (flags & Appends) != 0, (flags & KeepsPresent) != 0);
    }

    private static RegistryValue? ValueOf(InfLine line, uint flags) => (flags & TypeMask) switch
    {
        0 => RegistryValue.OfText(line[2], line[4]),
        Texts => RegistryValue.OfTexts(line[2], line.Values.Skip(4).Where(text => text.Length > 0)),
        Expandable => RegistryValue.OfExpandable(line[2], line[4]),
        Number => RegistryValue.OfNumber(line[2], DriverPackageReader.Number(line[4]) ?? 0),
        IsBinary => RegistryValue.OfBinary(line[2], [.. line.Values.Skip(4).Select(Octet)]),
        _ => null,
    };

    private static byte Octet(string text) => byte.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte octet) ? octet : (byte)0;
}

using System.Text;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Volumes.Probing;

/// <summary>ISO 9660, by its primary volume descriptor (ECMA-119, 8.4).</summary>
internal static class Iso9660Probe
{
    private const int Descriptor = 32 << 10;
    private const int Label = 40;
    private const int LabelLength = 32;
    private const int Created = 813;
    private const int Modified = 830;
    private const int DateLength = 16;
    private const int Size = 2048;

    public static FileSystemIdentity? Identify(BlockDevice device)
    {
        Span<byte> block = stackalloc byte[Size];
        if (!device.TryRead(Descriptor, block) || block[0] != 1 || !block[1..].StartsWith("CD001"u8))
        {
            return null;
        }

        string? uuid = DateText(block.Slice(Modified, DateLength)) ?? DateText(block.Slice(Created, DateLength));
        return new FileSystemIdentity(FileSystemKind.Iso9660, uuid, DeviceReads.FieldText(block.Slice(Label, LabelLength)));
    }

    /// <summary>A date as blkid makes a UUID of it: year, month, day, hour, minute, second, hundredths.</summary>
    private static string? DateText(ReadOnlySpan<byte> digits)
    {
        string text = Encoding.Latin1.GetString(digits);
        return text.All(char.IsAsciiDigit) && text.AsSpan().ContainsAnyExcept('0')
            ? string.Join('-', text[..4], text[4..6], text[6..8], text[8..10], text[10..12], text[12..14], text[14..])
            : null;
    }
}

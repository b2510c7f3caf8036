using System.Buffers.Binary;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Volumes.Probing;

/// <summary>LUKS 1 and 2, by their header (LUKS On-Disk Format Specification, LUKS2 On-Disk Format Specification).</summary>
internal static class LuksProbe
{
    private const int Version = 6;
    private const int Label = 24;
    private const int LabelLength = 48;
    private const int Uuid = 168;
    private const int UuidLength = 40;
    private const int Size = Uuid + UuidLength;

    private static ReadOnlySpan<byte> Magic => [(byte)'L', (byte)'U', (byte)'K', (byte)'S', 0xBA, 0xBE];

    public static FileSystemIdentity? Identify(BlockDevice device)
    {
        Span<byte> header = stackalloc byte[Size];
        if (!device.TryRead(0, header) || !header.StartsWith(Magic))
        {
            return null;
        }

        int version = BinaryPrimitives.ReadUInt16BigEndian(header[Version..]);
        return version is 1 or 2
            ? new FileSystemIdentity(
                FileSystemKind.Luks,
                DeviceReads.FieldText(header[Uuid..]),
                version == 2 ? DeviceReads.FieldText(header.Slice(Label, LabelLength)) : null)
            : null;
    }
}

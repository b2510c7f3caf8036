using System.Buffers.Binary;

namespace Appliance.Formats.Iso;

/// <summary>Fields that ISO 9660 writes in its own way.</summary>
internal static class IsoField
{
    /// <summary>Bytes of a sector.</summary>
    public const int Sector = 2048;

    /// <summary>A number of 16 bits, the small end first and the big end first (ECMA-119 7.2.3).</summary>
    public static void Write16(Span<byte> field, int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(field, (ushort)value);
        BinaryPrimitives.WriteUInt16BigEndian(field[2..], (ushort)value);
    }

    /// <summary>A number of 32 bits, the small end first and the big end first (ECMA-119 7.3.3).</summary>
    public static void Write32(Span<byte> field, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(field, value);
        BinaryPrimitives.WriteInt32BigEndian(field[4..], value);
    }
}

using System.Buffers.Binary;

namespace Appliance.Formats.Vhd;

/// <summary>The checksum of footers, headers and batmaps: the complement of the sum of all bytes.</summary>
internal static class VhdChecksum
{
    /// <summary>Whether the field at <paramref name="fieldOffset"/> fits the bytes around it, as they were read.</summary>
    public static bool IsValid(ReadOnlySpan<byte> structure, int fieldOffset)
        => BinaryPrimitives.ReadUInt32BigEndian(structure[fieldOffset..]) == Around(structure, fieldOffset);

    /// <summary>Fills the field at <paramref name="fieldOffset"/>.</summary>
    public static void Write(Span<byte> structure, int fieldOffset)
        => BinaryPrimitives.WriteUInt32BigEndian(structure[fieldOffset..], Around(structure, fieldOffset));

    /// <summary>The checksum of bytes that do not hold it.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Sum(bytes);

    // The field itself counts as zero.
    private static uint Around(ReadOnlySpan<byte> structure, int fieldOffset)
        => ~(Sum(structure[..fieldOffset]) + Sum(structure[(fieldOffset + sizeof(uint))..]));

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        foreach (byte b in bytes)
        {
            sum += b;
        }

        return sum;
    }
}

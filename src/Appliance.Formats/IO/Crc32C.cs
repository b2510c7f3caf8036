using System.Buffers.Binary;
using System.Numerics;

namespace Appliance.Formats.IO;

/// <summary>CRC-32C (Castagnoli), which guards every VHDX structure (MS-VHDX 2.1), and those of XFS and btrfs.</summary>
internal static class Crc32C
{
    /// <summary>Whether a structure's checksum, which counts as zero itself, is right.</summary>
    /// <param name="structure">The bytes as read.</param>
    /// <param name="fieldOffset">Where the u32 checksum stands in it.</param>
    public static bool Matches(ReadOnlySpan<byte> structure, int fieldOffset)
    {
        uint said = BinaryPrimitives.ReadUInt32LittleEndian(structure[fieldOffset..]);
        uint crc = Append(uint.MaxValue, structure[..fieldOffset]);
        crc = Append(crc, [0, 0, 0, 0]);
        crc = Append(crc, structure[(fieldOffset + sizeof(uint))..]);
        return ~crc == said;
    }

    /// <summary>The checksum of some bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => ~Append(uint.MaxValue, bytes);

    private static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return crc;
    }
}

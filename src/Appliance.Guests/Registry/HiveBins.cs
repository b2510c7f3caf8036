using System.Buffers.Binary;
using Appliance.Formats;

namespace Appliance.Guests.Registry;

/// <summary>
/// Checks how a hive is divided, before a library in C walks it: bins one after the other, and cells that fill each bin
/// to its last byte (github.com/msuhanov/regf, "Hive bin" and "Hive bin cell").
/// </summary>
internal static class HiveBins
{
    private const uint Magic = 0x6E696268; // "hbin"
    private const int OffsetAt = 4;
    private const int LengthAt = 8;
    private const int HeaderSize = 32;
    private const int Alignment = 4096;
    private const int CellAlignment = 8;

    /// <summary>Checks all bins of a hive whose header was found good.</summary>
    /// <exception cref="InvalidImageException">They are damaged.</exception>
    public static void Check(string name, ReadOnlySpan<byte> hive)
    {
        // What libhivex reads: up to the first place after the header where no bin starts.
        int at = HiveHeader.Size;
        while (at <= hive.Length - HeaderSize && IsBin(hive, at))
        {
            uint length = LengthOf(hive, at);
            if (length < Alignment || length % Alignment != 0 || length > hive.Length - at)
            {
                throw new InvalidImageException(name, at, $"a bin of the registry hive claims {length} bytes");
            }

            if (Read(hive, at + OffsetAt) != at - HiveHeader.Size)
            {
                throw new InvalidImageException(name, at, "a bin of the registry hive claims to be at another place");
            }

            CheckCells(name, hive, at, (int)length);
            at += (int)length;
        }

        if (at == HiveHeader.Size)
        {
            throw new InvalidImageException(name, at, "the registry hive has no bins");
        }
    }

    /// <summary>Whether a bin starts at a place.</summary>
    public static bool IsBin(ReadOnlySpan<byte> hive, int at) => Read(hive, at) == Magic;

    /// <summary>The bytes that the bin at a place claims, its header included.</summary>
    public static uint LengthOf(ReadOnlySpan<byte> hive, int at) => Read(hive, at + LengthAt);

    private static void CheckCells(string name, ReadOnlySpan<byte> hive, int bin, int length)
    {
        for (int at = bin + HeaderSize; at < bin + length;)
        {
            // Negative where the cell is in use.
            long size = Math.Abs((long)(int)Read(hive, at));
            if (size == 0 || size % CellAlignment != 0 || size > bin + length - at)
            {
                throw new InvalidImageException(name, at, $"a cell of the registry hive claims {size} bytes");
            }

            at += (int)size;
        }
    }

    private static uint Read(ReadOnlySpan<byte> hive, int at) => BinaryPrimitives.ReadUInt32LittleEndian(hive[at..]);
}

using System.Buffers.Binary;
using System.IO.Hashing;

namespace Appliance.Guests.Volumes.Partitions;

/// <summary>The header of a GUID partition table (UEFI 2.10, 5.3.2).</summary>
/// <param name="Place">The sector it says it lies in.</param>
/// <param name="TableSector">First sector of the entries.</param>
/// <param name="EntryCount">Entries.</param>
/// <param name="EntrySize">Bytes of an entry.</param>
/// <param name="TableChecksum">CRC-32 of the entries.</param>
internal sealed record GptHeader(ulong Place, ulong TableSector, uint EntryCount, uint EntrySize, uint TableChecksum)
{
    private const int HeaderSize = 12;
    private const int Checksum = 16;
    private const int PlaceOffset = 24;
    private const int TableOffset = 72;
    private const int CountOffset = 80;
    private const int SizeOffset = 84;
    private const int TableChecksumOffset = 88;
    private const int SmallestSize = 92;

    // 128 entries of 128 bytes are the rule, and some tools make tables of 1,024.
    private const uint MostEntries = 4096;
    private const uint LargestEntry = 4096;
    private const long LargestTable = 1 << 20;

    /// <summary>Whether a sector claims to be one, sound or not.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> sector) => sector.StartsWith("EFI PART"u8);

    /// <summary>Reads a header.</summary>
    /// <param name="sector">All of its sector.</param>
    /// <param name="place">The sector's number.</param>
    /// <returns>Null where it is not sound.</returns>
    public static GptHeader? Parse(ReadOnlySpan<byte> sector, long place)
    {
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(sector[HeaderSize..]);
        if (!IsHeader(sector) || size < SmallestSize || size > sector.Length || !IsWhole(sector[..(int)size]))
        {
            return null;
        }

        var header = new GptHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(sector[PlaceOffset..]),
            BinaryPrimitives.ReadUInt64LittleEndian(sector[TableOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(sector[CountOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(sector[SizeOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(sector[TableChecksumOffset..]));
        return header.Place == (ulong)place && header.HasSaneTable ? header : null;
    }

    private bool HasSaneTable => EntryCount is > 0 and <= MostEntries
        && EntrySize is >= GptEntry.Size and <= LargestEntry
        && EntryCount * (long)EntrySize <= LargestTable;

    private static bool IsWhole(ReadOnlySpan<byte> header)
    {
        Span<byte> copy = stackalloc byte[4096];
        copy = copy[..header.Length];
        header.CopyTo(copy);
        copy.Slice(Checksum, 4).Clear();
        return Crc32.HashToUInt32(copy) == BinaryPrimitives.ReadUInt32LittleEndian(header[Checksum..]);
    }
}

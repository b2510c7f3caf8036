using System.Buffers.Binary;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;

namespace Appliance.Formats.Vhdx;

/// <summary>The region table (MS-VHDX 2.2.3): where the block allocation table and the metadata are.</summary>
internal static class VhdxRegionTable
{
    private const int Size = 64 << 10;
    private const int ChecksumOffset = 4;
    private const int CountOffset = 8;
    private const int FirstEntry = 16;
    private const int EntrySize = 32;
    private const int MaxEntries = 2047; // as many as fit the 64 KiB
    private const long SmallestOffset = 1 << 20; // the first MiB belongs to headers and tables
    private static readonly long[] Offsets = [192 << 10, 256 << 10];
    private static readonly Guid Bat = new("2DC27766-F623-4200-9D64-115E9BFD4A08");
    private static readonly Guid Metadata = new("8B7CA206-4790-4B9A-B8FE-575F050F886E");

    /// <summary>Reads the first valid copy.</summary>
    /// <exception cref="InvalidImageException">Both copies are damaged, or a region is missing or out of the file.</exception>
    /// <exception cref="UnsupportedImageException">A region that we do not know is marked as required.</exception>
    public static async ValueTask<(VhdxRegion Bat, VhdxRegion Metadata)> ReadAsync(Disk file, CancellationToken cancellationToken)
    {
        foreach (long offset in Offsets)
        {
            byte[] table = await file.ReadStructureAsync(offset, Size, "region table", cancellationToken);
            if (table.AsSpan().StartsWith("regi"u8) && Crc32C.Matches(table, ChecksumOffset))
            {
                return Parse(table, file, offset);
            }
        }

        throw new InvalidImageException(file.Name, Offsets[0], "both copies of the region table are damaged");
    }

    private static (VhdxRegion Bat, VhdxRegion Metadata) Parse(ReadOnlySpan<byte> table, Disk file, long offset)
    {
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(table[CountOffset..]);
        if (count > MaxEntries)
        {
            throw new InvalidImageException(file.Name, offset + CountOffset, $"region table claims {count} entries, more than {MaxEntries}");
        }

        VhdxRegion? bat = null, metadata = null;
        for (int i = 0; i < count; i++)
        {
            int at = FirstEntry + (i * EntrySize);
            ReadOnlySpan<byte> entry = table.Slice(at, EntrySize);
            var id = new Guid(entry[..16]);
            var region = new VhdxRegion(BinaryPrimitives.ReadInt64LittleEndian(entry[16..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]));
            bool required = (entry[28] & 1) != 0;
            if (id == Bat)
            {
                bat = Check(region, file, offset + at);
            }
            else if (id == Metadata)
            {
                metadata = Check(region, file, offset + at);
            }
            else if (required)
            {
                throw new UnsupportedImageException(file.Name, offset + at, $"needs region {id}, which is not known");
            }
        }

        return (bat ?? throw Missing(file, offset, "block allocation table"), metadata ?? throw Missing(file, offset, "metadata"));
    }

    private static VhdxRegion Check(VhdxRegion region, Disk file, long entryOffset)
        => region.Offset >= SmallestOffset && region.Offset <= file.Length - region.Length
            ? region
            : throw new InvalidImageException(file.Name, entryOffset, $"a region of {region.Length} bytes at byte {region.Offset} lies outside of the file ({file.Length} bytes)");

    private static InvalidImageException Missing(Disk file, long offset, string what)
        => new(file.Name, offset, $"the region table names no {what}");
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Appliance.Formats.Disks;

namespace Appliance.Formats.Vhd;

/// <summary>The block allocation table (BAT): for each block of the disk, the sector of the file where it is stored.</summary>
internal sealed class VhdBlockTable
{
    /// <summary>The entry of a block that is not stored.</summary>
    public const uint Unused = uint.MaxValue;

    // The table of a 2,040 GiB disk in blocks of 128 KiB, a quarter of the smallest that is in use: 64 MiB of memory.
    private const long MaxEntries = VhdLimits.MaxDiskSize / (128 * 1024);

    // Where a run is cut, so that asking block by block does not walk the table again and again.
    private const int MaxRun = 1024;

    private readonly uint[] _sectors;

    /// <summary>Wraps entries in the machine's byte order.</summary>
    private VhdBlockTable(uint[] sectors, int blockSize)
    {
        _sectors = sectors;
        BlockSize = blockSize;
    }

    /// <summary>Bytes of a block without its bitmap.</summary>
    public int BlockSize { get; }

    /// <summary>Bytes of the sector bitmap in front of each block: a bit for each sector, in whole sectors.</summary>
    public int BitmapSize => BitmapSizeOf(BlockSize);

    /// <summary>Blocks of the disk.</summary>
    public int Count => _sectors.Length;

    /// <summary>Reads the entries that a disk of <paramref name="diskSize"/> bytes needs.</summary>
    /// <exception cref="InvalidImageException">The table has too few entries, or is not within the file.</exception>
    /// <exception cref="UnsupportedImageException">The table is larger than that of any sensible disk.</exception>
    public static async ValueTask<VhdBlockTable> ReadAsync(
        Disk file, VhdDynamicHeader header, long diskSize, CancellationToken cancellationToken)
    {
        int blockSize = (int)header.BlockSize;
        long count = (diskSize + blockSize - 1) / blockSize;
        if (count > header.TableEntries)
        {
            throw new InvalidImageException(
                file.Name, (long)header.TableOffset, $"the block table has {header.TableEntries} entries, but the disk has {count} blocks");
        }

        if (count > MaxEntries)
        {
            throw new UnsupportedImageException(file.Name, $"the block table of {count} entries is larger than any VHD of 2,040 GiB needs");
        }

        var sectors = new uint[count];
        byte[] bytes = await file.ReadStructureAsync(
            (long)header.TableOffset, (int)count * sizeof(uint), "block table", cancellationToken);
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(bytes), sectors);
        return new VhdBlockTable(sectors, blockSize);
    }

    /// <summary>Bytes of the bitmap of a block of <paramref name="blockSize"/> bytes.</summary>
    public static int BitmapSizeOf(int blockSize)
    {
        const int BytesPerBitmapSector = VhdFooter.SectorSize * VhdFooter.SectorSize * 8;
        return (int)((blockSize + (long)BytesPerBitmapSector - 1) / BytesPerBitmapSector) * VhdFooter.SectorSize;
    }

    /// <summary>Whether a block is stored.</summary>
    public bool IsStored(int block) => _sectors[block] != Unused;

    /// <summary>Where the bitmap of a stored block begins in the file, in bytes.</summary>
    public long BitmapOffset(int block) => (long)_sectors[block] * VhdFooter.SectorSize;

    /// <summary>Where the data of a stored block begins in the file, in bytes.</summary>
    public long DataOffset(int block) => BitmapOffset(block) + BitmapSize;

    /// <summary>The first block behind a run of blocks that are all stored, or all not, as <paramref name="block"/> is.</summary>
    public int FindRunEnd(int block)
    {
        ReadOnlySpan<uint> run = _sectors.AsSpan(block, Math.Min(MaxRun, Count - block));
        int length = IsStored(block) ? run.IndexOf(Unused) : run.IndexOfAnyExcept(Unused);
        return block + (length < 0 ? run.Length : length);
    }

    /// <summary>Refuses blocks that lie over the tables in front of them, or beyond the end of the content.</summary>
    /// <param name="file">The file, for the message.</param>
    /// <param name="tables">The ranges that no block may touch.</param>
    /// <param name="diskSize">Bytes of the disk: what a last block holds behind that may be missing.</param>
    /// <param name="contentEnd">Where blocks have to end.</param>
    /// <exception cref="InvalidImageException">A block does.</exception>
    public void CheckPlaces(Disk file, ReadOnlySpan<VhdRange> tables, long diskSize, long contentEnd)
    {
        for (int block = 0; block < Count; block++)
        {
            if (!IsStored(block))
            {
                continue;
            }

            long used = Math.Min(BlockSize, diskSize - ((long)block * BlockSize));
            var place = new VhdRange(BitmapOffset(block), DataOffset(block) + used);
            if (place.End > contentEnd)
            {
                throw new InvalidImageException(file.Name, place.Start, $"block {block} ends at byte {place.End}, but the content ends at {contentEnd}");
            }

            foreach (VhdRange table in tables)
            {
                if (place.Overlaps(table))
                {
                    throw new InvalidImageException(file.Name, place.Start, $"block {block} lies over the tables at byte {table.Start}");
                }
            }
        }
    }
}

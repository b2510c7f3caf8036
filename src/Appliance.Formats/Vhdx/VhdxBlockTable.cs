using System.Buffers.Binary;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;

namespace Appliance.Formats.Vhdx;

/// <summary>
/// The block allocation table. It is read a page at a time: that of 64 TiB in blocks of 1 MiB has half a GiB, however
/// little the disk holds.
/// </summary>
internal sealed class VhdxBlockTable
{
    private const int EntrySize = sizeof(ulong);
    private const int PageSize = 64 << 10;
    private const int MaxPages = 64;
    private const long SmallestOffset = 1 << 20; // the first MiB belongs to headers and tables

    private readonly Disk _file;
    private readonly VhdxRegion _region;
    private readonly VhdxMetadata _metadata;
    private readonly TableCache<byte> _pages;

    /// <summary>Shows the table that stands in a region.</summary>
    /// <exception cref="InvalidImageException">The region has no room for all entries.</exception>
    public VhdxBlockTable(Disk file, VhdxRegion region, VhdxMetadata metadata)
    {
        if (metadata.BatEntries > region.Length / EntrySize)
        {
            throw new InvalidImageException(
                file.Name, region.Offset, $"the block allocation table needs {metadata.BatEntries} entries, but its region has {region.Length} bytes");
        }

        _file = file;
        _region = region;
        _metadata = metadata;
        _pages = new TableCache<byte>(MaxPages, ReadPageAsync);
    }

    /// <summary>The entry of a payload block.</summary>
    public async ValueTask<VhdxBatEntry> FindAsync(long block, CancellationToken cancellationToken)
    {
        long index = IndexOf(block);
        return Check(EntryIn(await PageAtAsync(index, cancellationToken), index), block);
    }

    /// <summary>The entry of the sector bitmap that covers a payload block.</summary>
    /// <exception cref="InvalidImageException">There is no bitmap.</exception>
    public async ValueTask<VhdxBatEntry> FindBitmapAsync(long block, CancellationToken cancellationToken)
    {
        long index = (((block / _metadata.ChunkRatio) + 1) * (_metadata.ChunkRatio + 1)) - 1;
        VhdxBatEntry entry = EntryIn(await PageAtAsync(index, cancellationToken), index);
        return entry.IsFull
            ? Check(entry, block)
            : throw new InvalidImageException(_file.Name, PlaceOf(index), $"payload block {block} is partially present but has no sector bitmap");
    }

    /// <summary>The first block behind a run of one kind, none of it partial; the run may end before that at the end of a page.</summary>
    public async ValueTask<long> FindRunEndAsync(long block, CancellationToken cancellationToken)
    {
        long page = IndexOf(block) * EntrySize / PageSize;
        byte[] bytes = await PageAtAsync(IndexOf(block), cancellationToken);
        ExtentKind kind = EntryIn(bytes, IndexOf(block)).Kind;
        long end = block + 1;
        while (end < _metadata.BlockCount && IndexOf(end) * EntrySize / PageSize == page
            && EntryIn(bytes, IndexOf(end)) is { IsPartial: false } entry && entry.Kind == kind)
        {
            end++;
        }

        return end;
    }

    private static VhdxBatEntry EntryIn(byte[] page, long index)
        => new(BinaryPrimitives.ReadUInt64LittleEndian(page.AsSpan((int)(index * EntrySize % PageSize))));

    // After every so many payload blocks stands the entry of the bitmap for them.
    private long IndexOf(long block) => block + (block / _metadata.ChunkRatio);

    private long PlaceOf(long index) => _region.Offset + (index * EntrySize);

    private VhdxBatEntry Check(VhdxBatEntry entry, long block)
        => entry.Kind != ExtentKind.Data || entry.Offset >= SmallestOffset
            ? entry
            : throw new InvalidImageException(_file.Name, PlaceOf(IndexOf(block)), $"payload block {block} lies over the headers, at byte {entry.Offset}");

    private ValueTask<byte[]> PageAtAsync(long index, CancellationToken cancellationToken)
        => _pages.GetAsync(index * EntrySize / PageSize, cancellationToken);

    private ValueTask<byte[]> ReadPageAsync(long page, CancellationToken cancellationToken)
    {
        long start = page * PageSize;
        int length = (int)Math.Min(PageSize, (_metadata.BatEntries * EntrySize) - start);
        return _file.ReadStructureAsync(_region.Offset + start, length, "block allocation table", cancellationToken);
    }
}

using Appliance.Formats.Disks;

namespace Appliance.Formats.Vhd;

/// <summary>What a differencing VHD holds by itself: the sectors whose bit is set; the others are absent.</summary>
internal sealed class VhdDifferencingDisk : VhdDynamicDisk
{
    // A copy works on a few blocks at a time, and asks for the same bitmap many times over.
    private const int CacheSlots = 64;

    private readonly CachedBitmap?[] _cache = new CachedBitmap?[CacheSlots];

    /// <summary>Shows the sectors that <paramref name="table"/> maps into <paramref name="file"/>, and owns the file.</summary>
    public VhdDifferencingDisk(Disk file, VhdBlockTable table, long length)
        : base(file, table, length)
    {
    }

    /// <inheritdoc/>
    protected override async ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
    {
        (long block, long within) = Math.DivRem(offset, Table.BlockSize);
        if (!Table.IsStored((int)block))
        {
            return await base.FindExtentCoreAsync(offset, cancellationToken);
        }

        byte[] bitmap = await ReadBitmapAsync((int)block, cancellationToken);
        int sector = (int)(within / VhdFooter.SectorSize);
        int runEnd = VhdSectorBitmap.FindRunEnd(bitmap, sector, Table.BlockSize / VhdFooter.SectorSize);
        long end = Math.Min((block * Table.BlockSize) + ((long)runEnd * VhdFooter.SectorSize), Length);
        ExtentKind kind = VhdSectorBitmap.IsSet(bitmap, sector) ? ExtentKind.Data : ExtentKind.Absent;
        return new Extent(offset, end - offset, kind);
    }

    private async ValueTask<byte[]> ReadBitmapAsync(int block, CancellationToken cancellationToken)
    {
        CachedBitmap? cached = Volatile.Read(ref _cache[block % CacheSlots]);
        if (cached?.Block != block)
        {
            var bitmap = new byte[Table.BitmapSize];
            await Inner.ReadAsync(Table.BitmapOffset(block), bitmap, cancellationToken);
            cached = new CachedBitmap(block, bitmap);
            Volatile.Write(ref _cache[block % CacheSlots], cached);
        }

        return cached.Bitmap;
    }

    private sealed record CachedBitmap(int Block, byte[] Bitmap);
}

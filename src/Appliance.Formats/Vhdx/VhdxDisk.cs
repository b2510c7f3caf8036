using Appliance.Formats.Disks;
using Appliance.Formats.IO;

namespace Appliance.Formats.Vhdx;

/// <summary>The virtual disk of a VHDX without its parent; in a delta, sectors that it does not hold are absent.</summary>
internal sealed class VhdxDisk : DiskLayer
{
    private const int BitmapCacheBytes = 4 << 20;
    private const int MinBitmaps = 16;
    private const int MaxBitmaps = 1024;

    private readonly VhdxMetadata _metadata;
    private readonly VhdxBlockTable _table;
    private readonly TableCache<byte> _bitmaps;

    /// <summary>Puts the disk over its file.</summary>
    /// <param name="file">The file, its log replayed; owned.</param>
    /// <param name="metadata">Sizes.</param>
    /// <param name="table">Where the blocks are.</param>
    public VhdxDisk(Disk file, VhdxMetadata metadata, VhdxBlockTable table)
        : base(file)
    {
        _metadata = metadata;
        _table = table;
        _bitmaps = new TableCache<byte>(
            Math.Clamp(BitmapCacheBytes / metadata.BitmapBytesPerBlock, MinBitmaps, MaxBitmaps),
            (position, token) => file.ReadStructureAsync(position, metadata.BitmapBytesPerBlock, "sector bitmap", token));
    }

    /// <inheritdoc/>
    public override long Length => _metadata.DiskSize;

    /// <inheritdoc/>
    protected override async ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            (long block, long within) = Math.DivRem(offset, _metadata.BlockSize);
            int count = (int)Math.Min(buffer.Length, _metadata.BlockSize - within);
            VhdxBatEntry entry = await _table.FindAsync(block, cancellationToken);
            if (entry.Kind == ExtentKind.Data)
            {
                await Inner.ReadStructureAsync(entry.Offset + within, buffer[..count], "payload block", cancellationToken);
            }
            else
            {
                buffer.Span[..count].Clear();
            }

            buffer = buffer[count..];
            offset += count;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
    {
        long block = offset / _metadata.BlockSize;
        VhdxBatEntry entry = await _table.FindAsync(block, cancellationToken);
        if (entry.IsPartial && _metadata.Parent is not null)
        {
            return await FindInBitmapAsync(block, offset, cancellationToken);
        }

        long end = await _table.FindRunEndAsync(block, cancellationToken);
        return new Extent(offset, Math.Min(end * _metadata.BlockSize, Length) - offset, entry.Kind);
    }

    /// <summary>A run of sectors of a partially present block that are all here, or all the parent's.</summary>
    private async ValueTask<Extent> FindInBitmapAsync(long block, long offset, CancellationToken cancellationToken)
    {
        VhdxBatEntry bitmap = await _table.FindBitmapAsync(block, cancellationToken);
        long position = bitmap.Offset + (block % _metadata.ChunkRatio * _metadata.BitmapBytesPerBlock);
        byte[] bits = await _bitmaps.GetAsync(position, cancellationToken);
        int sector = (int)(offset % _metadata.BlockSize / _metadata.SectorSize);
        int end = FindRunEnd(bits, sector);
        long endOffset = Math.Min((block * _metadata.BlockSize) + ((long)end * _metadata.SectorSize), Length);
        return new Extent(offset, endOffset - offset, IsSet(bits, sector) ? ExtentKind.Data : ExtentKind.Absent);
    }

    private static int FindRunEnd(byte[] bits, int sector)
    {
        bool here = IsSet(bits, sector);
        byte whole = here ? byte.MaxValue : byte.MinValue;
        int count = bits.Length * 8;
        while (sector < count && IsSet(bits, sector) == here)
        {
            sector += sector % 8 == 0 && bits[sector / 8] == whole ? 8 : 1;
        }

        return sector;
    }

    // The first sector is in the lowest bit, unlike in a VHD.
    private static bool IsSet(byte[] bits, int sector) => (bits[sector / 8] & (1 << (sector % 8))) != 0;
}

using System.Buffers.Binary;
using Appliance.Formats.Disks;

namespace Appliance.Formats.Vhdx;

/// <summary>The virtual disk of a VHDX without its parent; in a delta, sectors that it does not hold are absent.</summary>
internal sealed class VhdxDisk : DiskLayer
{
    private const int EntrySize = sizeof(ulong);
    private const ulong StateMask = 7;
    private const ulong OffsetMask = ~((1UL << 20) - 1);
    private const ulong FullyPresent = 6;
    private const ulong PartiallyPresent = 7;
    private const ulong NotPresent = 0;
    private const int BitmapSize = 1 << 20;

    private readonly VhdxMetadata _metadata;
    private readonly ulong[] _bat;

    /// <summary>Puts the disk over its file.</summary>
    /// <param name="file">The file, its log replayed; owned.</param>
    /// <param name="metadata">Sizes.</param>
    /// <param name="bat">The block allocation table, in the machine's byte order; as long as the metadata asks for.</param>
    public VhdxDisk(Disk file, VhdxMetadata metadata, ulong[] bat)
        : base(file)
    {
        _metadata = metadata;
        _bat = bat;
    }

    /// <inheritdoc/>
    public override long Length => _metadata.DiskSize;

    /// <inheritdoc/>
    protected override async ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            long block = offset / _metadata.BlockSize;
            int within = (int)(offset % _metadata.BlockSize);
            int count = Math.Min(buffer.Length, _metadata.BlockSize - within);
            ulong entry = EntryOf(block);
            if ((entry & StateMask) is FullyPresent or PartiallyPresent)
            {
                long at = (long)(entry & OffsetMask) + within;
                await Inner.ReadStructureAsync(at, buffer[..count], $"payload block {block}", cancellationToken);
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
        ulong entry = EntryOf(block);
        if ((entry & StateMask) == PartiallyPresent && _metadata.Parent is not null)
        {
            return await FindInBitmapAsync(block, offset, cancellationToken);
        }

        ExtentKind kind = KindOf(entry);
        long end = block + 1;
        while (end < _metadata.BlockCount && KindOf(EntryOf(end)) == kind && (EntryOf(end) & StateMask) != PartiallyPresent)
        {
            end++;
        }

        return new Extent(offset, Math.Min(end * _metadata.BlockSize, Length) - offset, kind);
    }

    private static ExtentKind KindOf(ulong entry) => (entry & StateMask) switch
    {
        FullyPresent or PartiallyPresent => ExtentKind.Data,
        NotPresent => ExtentKind.Absent,
        _ => ExtentKind.Zero, // undefined, zero, unmapped: never the parent's
    };

    private ulong EntryOf(long block) => _bat[block + (block / _metadata.ChunkRatio)];

    private ulong BitmapEntryOf(long block) => _bat[(((block / _metadata.ChunkRatio) + 1) * (_metadata.ChunkRatio + 1)) - 1];

    /// <summary>A run of sectors of a partially present block that are all here, or all the parent's.</summary>
    private async ValueTask<Extent> FindInBitmapAsync(long block, long offset, CancellationToken cancellationToken)
    {
        ulong entry = BitmapEntryOf(block);
        if ((entry & StateMask) != FullyPresent)
        {
            throw new InvalidImageException(Name, $"payload block {block} is partially present but has no sector bitmap");
        }

        int sectorsPerBlock = _metadata.BlockSize / _metadata.SectorSize;
        int firstBit = (int)(block % _metadata.ChunkRatio) * sectorsPerBlock;
        var bits = new byte[(sectorsPerBlock + 7) / 8];
        long at = (long)(entry & OffsetMask) + (firstBit / 8);
        await Inner.ReadStructureAsync(at, bits, "sector bitmap", cancellationToken);

        int sector = (int)(offset % _metadata.BlockSize / _metadata.SectorSize);
        bool here = IsSet(bits, sector);
        int end = sector + 1;
        while (end < sectorsPerBlock && IsSet(bits, end) == here)
        {
            end++;
        }

        long endOffset = Math.Min((block * _metadata.BlockSize) + ((long)end * _metadata.SectorSize), Length);
        return new Extent(offset, endOffset - offset, here ? ExtentKind.Data : ExtentKind.Absent);
    }

    private static bool IsSet(byte[] bits, int sector) => (bits[sector / 8] & (1 << (sector % 8))) != 0;

    /// <summary>Reads the block allocation table.</summary>
    public static async ValueTask<ulong[]> ReadBatAsync(
        Disk file, VhdxRegion region, VhdxMetadata metadata, CancellationToken cancellationToken)
    {
        long count = metadata.BatEntries;
        if (count * EntrySize > region.Length)
        {
            throw new InvalidImageException(file.Name, region.Offset, $"the block allocation table needs {count} entries, but its region has {region.Length} bytes");
        }

        // The format's limit of 64 TiB in blocks of 1 MiB makes this 64 Mi entries, 512 MiB, at the very most; the region
        // lies within the file, so a small file cannot ask for that much.
        byte[] bytes = await file.ReadStructureAsync(region.Offset, checked((int)(count * EntrySize)), "block allocation table", cancellationToken);
        var bat = new ulong[count];
        for (int i = 0; i < bat.Length; i++)
        {
            bat[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(i * EntrySize));
        }

        return bat;
    }
}

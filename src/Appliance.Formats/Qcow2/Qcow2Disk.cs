using System.Buffers.Binary;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;

namespace Appliance.Formats.Qcow2;

/// <summary>The virtual disk of a QCOW2 image. Second-level tables are read when they are needed.</summary>
internal sealed class Qcow2Disk : DiskLayer
{
    private const ulong OffsetMask = 0x00FF_FFFF_FFFF_FE00;
    private const ulong CompressedFlag = 1UL << 62;
    private const ulong ZeroFlag = 1;

    // Of 64 KiB each, as qemu-img makes them: 32 GiB of disk in 4 MiB of memory. A copy goes from front to back.
    private const int MaxCachedTables = 64;

    private readonly Qcow2Header _header;
    private readonly ulong[] _l1;
    private readonly TableCache<ulong> _tables;

    /// <summary>Puts the disk over its file.</summary>
    public Qcow2Disk(Disk file, Qcow2Header header, ulong[] l1)
        : base(file)
    {
        _header = header;
        _l1 = l1;
        _tables = new TableCache<ulong>(MaxCachedTables, ReadTableAsync);
    }

    /// <inheritdoc/>
    public override long Length => _header.Size;

    /// <inheritdoc/>
    protected override async ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            (ulong entry, int count) = await FindRunAsync(offset, buffer.Length, cancellationToken);
            Memory<byte> part = buffer[..count];
            if ((entry & CompressedFlag) != 0)
            {
                int within = (int)(offset & (_header.ClusterSize - 1));
                await Qcow2Cluster.ReadAsync(Inner, _header, entry, within, part, cancellationToken);
            }
            else if (KindOf(entry) == ExtentKind.Data)
            {
                long at = (long)(entry & OffsetMask) + (offset & (_header.ClusterSize - 1));
                await Inner.ReadStructureAsync(at, part, "data cluster", cancellationToken);
            }
            else
            {
                part.Span.Clear();
            }

            buffer = buffer[count..];
            offset += count;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
    {
        ulong[]? table = await TableAtAsync(offset, cancellationToken);
        long end = offset & ~(TableSpan - 1);
        if (table is null)
        {
            for (end += TableSpan; end < Length && _l1[end / TableSpan] == 0; end += TableSpan)
            {
            }

            return new Extent(offset, Math.Min(end, Length) - offset, ExtentKind.Absent);
        }

        int index = IndexOf(offset);
        ExtentKind kind = KindOf(table[index]);
        while (index < table.Length && KindOf(table[index]) == kind)
        {
            index++;
        }

        return new Extent(offset, Math.Min(end + ((long)index * _header.ClusterSize), Length) - offset, kind);
    }

    private long TableSpan => (long)_header.L2Entries * _header.ClusterSize;

    private static ExtentKind KindOf(ulong entry)
        => (entry & CompressedFlag) != 0 ? ExtentKind.Data
            : (entry & ZeroFlag) != 0 ? ExtentKind.Zero
            : (entry & OffsetMask) != 0 ? ExtentKind.Data
            : ExtentKind.Absent;

    private static bool IsPlainDataAt(ulong entry, ulong position)
        => (entry & (CompressedFlag | ZeroFlag)) == 0 && (entry & OffsetMask) == position;

    private int IndexOf(long offset) => (int)(offset >> _header.ClusterBits) & (_header.L2Entries - 1);

    /// <summary>The entry at an offset, and how many bytes from there on can be read at once.</summary>
    private async ValueTask<(ulong Entry, int Count)> FindRunAsync(long offset, int wanted, CancellationToken cancellationToken)
    {
        int toClusterEnd = _header.ClusterSize - (int)(offset & (_header.ClusterSize - 1));
        if (await TableAtAsync(offset, cancellationToken) is not { } table)
        {
            return (0, Math.Min(wanted, toClusterEnd));
        }

        int index = IndexOf(offset);
        ulong entry = table[index];
        int count = toClusterEnd;
        if (KindOf(entry) == ExtentKind.Data && (entry & CompressedFlag) == 0)
        {
            // Neighbours on the disk that are neighbours in the file are one read.
            ulong next = entry & OffsetMask;
            while (count < wanted && ++index < table.Length && IsPlainDataAt(table[index], next += (ulong)_header.ClusterSize))
            {
                count += _header.ClusterSize;
            }
        }

        return (entry, Math.Min(wanted, count));
    }

    /// <summary>The second-level table that covers an offset; null where there is none.</summary>
    private async ValueTask<ulong[]?> TableAtAsync(long offset, CancellationToken cancellationToken)
    {
        long position = (long)(_l1[offset / TableSpan] & OffsetMask);
        return position == 0 ? null : await _tables.GetAsync(position, cancellationToken);
    }

    private async ValueTask<ulong[]> ReadTableAsync(long position, CancellationToken cancellationToken)
    {
        byte[] bytes = await Inner.ReadStructureAsync(position, _header.ClusterSize, "second-level table", cancellationToken);
        var table = new ulong[_header.L2Entries];
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(i * sizeof(ulong)));
        }

        return table;
    }
}

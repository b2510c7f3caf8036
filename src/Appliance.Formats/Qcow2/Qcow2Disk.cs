using System.Buffers.Binary;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;

namespace Appliance.Formats.Qcow2;

/// <summary>
/// What a QCOW2 image holds by itself; clusters that it does not hold are absent. Second-level tables are read when
/// they are needed.
/// </summary>
internal sealed class Qcow2Disk : DiskLayer
{
    // Of 64 KiB each, as qemu-img makes them: 64 GiB of disk. A copy goes from front to back.
    private const int CacheBytes = 8 << 20;
    private const int MinTables = 4;
    private const int MaxTables = 4096; // small ones, whose bookkeeping weighs more than they do

    // Where a run is cut, so that asking block by block does not walk a table again and again.
    private const int MaxRun = 4096;

    private readonly Qcow2Header _header;
    private readonly byte[] _l1;
    private readonly TableCache<byte> _tables;

    /// <summary>Puts the disk over its file.</summary>
    /// <param name="file">The image; owned.</param>
    /// <param name="header">Sizes.</param>
    /// <param name="l1">The first-level table as it was read.</param>
    public Qcow2Disk(Disk file, Qcow2Header header, byte[] l1)
        : base(file)
    {
        _header = header;
        _l1 = l1;
        _tables = new TableCache<byte>(Math.Clamp(CacheBytes / header.ClusterSize, MinTables, MaxTables), ReadTableAsync);
    }

    /// <inheritdoc/>
    public override long Length => _header.Size;

    /// <inheritdoc/>
    protected override async ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            int inTable = (int)Math.Min(buffer.Length, _header.TableSpan - (offset % _header.TableSpan));
            if (await TableAtAsync(offset, cancellationToken) is { } table)
            {
                await ReadInTableAsync(table, offset, buffer[..inTable], cancellationToken);
            }
            else
            {
                buffer.Span[..inTable].Clear();
            }

            buffer = buffer[inTable..];
            offset += inTable;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
    {
        long start = offset - (offset % _header.TableSpan);
        if (await TableAtAsync(offset, cancellationToken) is { } table)
        {
            int unit = UnitOf(offset);
            int end = table.FindRunEnd(unit, (int)Math.Min(table.Count, (long)unit + MaxRun));
            return Run(offset, start + ((long)end * _header.UnitSize), table.KindOf(unit));
        }

        long next = offset / _header.TableSpan;
        long last = Math.Min(_header.L1Entries, next + MaxRun);
        do
        {
            next++;
        }
        while (next < last && TableOffset(next) == 0);
        return Run(offset, next * _header.TableSpan, ExtentKind.Absent);
    }

    private Extent Run(long offset, long end, ExtentKind kind) => new(offset, Math.Min(end, Length) - offset, kind);

    private int UnitOf(long offset) => (int)(offset % _header.TableSpan / _header.UnitSize);

    private long TableOffset(long index)
        => Qcow2Table.OffsetOf(BinaryPrimitives.ReadUInt64BigEndian(_l1.AsSpan((int)index * sizeof(ulong))));

    private async ValueTask ReadInTableAsync(Qcow2Table table, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            int unit = UnitOf(offset);
            long start = offset - (offset % _header.UnitSize);
            int wanted = (int)((offset + buffer.Length - start + _header.UnitSize - 1) / _header.UnitSize);
            bool compressed = table.IsCompressed(unit);
            bool data = table.KindOf(unit) == ExtentKind.Data;
            int end = compressed ? unit : data ? table.FindPieceEnd(unit, unit + wanted) : table.FindRunEnd(unit, unit + wanted);
            long stop = compressed
                ? offset - (offset % _header.ClusterSize) + _header.ClusterSize
                : start + ((long)(end - unit) * _header.UnitSize);
            Memory<byte> part = buffer[..(int)Math.Min(buffer.Length, stop - offset)];
            if (compressed)
            {
                await Qcow2Cluster.ReadAsync(Inner, _header, table.EntryOf(unit), (int)(offset % _header.ClusterSize), part, cancellationToken);
            }
            else if (data)
            {
                await ReadPieceAsync(table.PlaceOf(unit), offset - start, part, cancellationToken);
            }
            else
            {
                part.Span.Clear();
            }

            buffer = buffer[part.Length..];
            offset += part.Length;
        }
    }

    private ValueTask ReadPieceAsync(long place, long within, Memory<byte> part, CancellationToken cancellationToken)
        => place % _header.UnitSize == 0 && place >= _header.ClusterSize
            ? Inner.ReadStructureAsync(place + within, part, "data cluster", cancellationToken)
            : throw new InvalidImageException(Name, place, "a data cluster lies over the header, or across two clusters");

    /// <summary>The second-level table that covers an offset; null where there is none.</summary>
    private async ValueTask<Qcow2Table?> TableAtAsync(long offset, CancellationToken cancellationToken)
    {
        long position = TableOffset(offset / _header.TableSpan);
        return position == 0 ? null : new Qcow2Table(await _tables.GetAsync(position, cancellationToken), _header);
    }

    private ValueTask<byte[]> ReadTableAsync(long position, CancellationToken cancellationToken)
        => Inner.ReadStructureAsync(position, _header.ClusterSize, "second-level table", cancellationToken);
}

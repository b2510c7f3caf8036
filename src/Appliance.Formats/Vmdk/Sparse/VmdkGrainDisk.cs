using Appliance.Formats.Disks;

namespace Appliance.Formats.Vmdk;

/// <summary>
/// A virtual disk that is stored in grains, which tables lead to. Tables are asked for when they are needed; tables that
/// are not stored are passed over at once. What is not stored is absent, for a parent to fill.
/// </summary>
/// <typeparam name="TTable">A table in memory.</typeparam>
/// <param name="file">The file with the grains; owned.</param>
/// <param name="length">Bytes of virtual disk.</param>
/// <param name="grainSize">Bytes of a grain.</param>
/// <param name="tableCoverage">Bytes of virtual disk that a table covers.</param>
internal abstract class VmdkGrainDisk<TTable>(Disk file, long length, long grainSize, long tableCoverage) : DiskLayer(file)
    where TTable : class
{
    /// <inheritdoc/>
    public override long Length => length;

    /// <summary>Table <paramref name="index"/>, or null where none of its grains is stored.</summary>
    protected abstract ValueTask<TTable?> GetTableAsync(int index, CancellationToken cancellationToken);

    /// <summary>The first table at or behind <paramref name="index"/> that is stored, or one behind the last table.</summary>
    protected abstract int FindStoredTable(int index);

    /// <summary>What a grain of a table is, and how many from there on, to the end of the table at most, are the same.</summary>
    protected abstract (ExtentKind Kind, int Count) FindRun(TTable table, int grain);

    /// <summary>Reads grains of one table that are all stored.</summary>
    /// <param name="table">The table that leads to them.</param>
    /// <param name="first">The first grain, counted within the table.</param>
    /// <param name="start">Where in the first grain the read starts, in bytes.</param>
    /// <param name="buffer">Filled; ends within the last grain.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    protected abstract ValueTask ReadGrainsAsync(
        TTable table, int first, int start, Memory<byte> buffer, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        for (long end = offset + buffer.Length; offset < end;)
        {
            TTable? table = await GetTableAsync(TableOf(offset), cancellationToken);
            Extent run = FindExtent(table, offset).ClipTo(end);
            Memory<byte> part = buffer[..(int)run.Length];
            if (run.HasData)
            {
                await ReadGrainsAsync(table!, GrainOf(offset), (int)(offset % grainSize), part, cancellationToken);
            }
            else
            {
                part.Span.Clear();
            }

            buffer = buffer[part.Length..];
            offset = run.End;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
        => FindExtent(await GetTableAsync(TableOf(offset), cancellationToken), offset);

    private int TableOf(long offset) => (int)(offset / tableCoverage);

    private int GrainOf(long offset) => (int)(offset % tableCoverage / grainSize);

    /// <summary>The run of one kind from <paramref name="offset"/> to the end of the table at most, or over all tables that are absent.</summary>
    private Extent FindExtent(TTable? table, long offset)
    {
        if (table is null)
        {
            long next = FindStoredTable(TableOf(offset)) * tableCoverage;
            return new Extent(offset, Math.Min(next, Length) - offset, ExtentKind.Absent);
        }

        (ExtentKind kind, int count) = FindRun(table, GrainOf(offset));
        long end = offset - (offset % grainSize) + (count * grainSize);
        return new Extent(offset, Math.Min(end, Length) - offset, kind);
    }
}

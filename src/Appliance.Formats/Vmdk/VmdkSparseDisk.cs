using Appliance.Formats.Disks;

namespace Appliance.Formats.Vmdk;

/// <summary>The virtual disk in one hosted sparse extent; what is not stored is absent, for a parent to fill.</summary>
internal abstract class VmdkSparseDisk : DiskLayer
{
    private readonly VmdkGrainTables _tables;

    private protected VmdkSparseDisk(Disk file, VmdkSparseHeader header, VmdkGrainDirectory directory, long length)
        : base(file)
    {
        Header = header;
        Length = length;
        _tables = new VmdkGrainTables(file, header, directory);
    }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <summary>The header that describes the tables.</summary>
    public VmdkSparseHeader Header { get; }

    /// <summary>The tables.</summary>
    public VmdkGrainTables Tables => _tables;

    /// <summary>Reads grains of one table that are all stored.</summary>
    /// <param name="table">The table that leads to them.</param>
    /// <param name="first">The first grain, counted within the table.</param>
    /// <param name="start">Where in the first grain the read starts, in bytes.</param>
    /// <param name="buffer">Filled; ends within the last grain.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    protected abstract ValueTask ReadGrainsAsync(
        VmdkGrainTable table, int first, int start, Memory<byte> buffer, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        for (long end = offset + buffer.Length; offset < end;)
        {
            VmdkGrainTable? table = await _tables.GetAsync(TableOf(offset), cancellationToken);
            Extent run = FindRun(table, offset).ClipTo(end);
            Memory<byte> part = buffer[..(int)run.Length];
            if (run.HasData)
            {
                await ReadGrainsAsync(table!, GrainOf(offset), (int)(offset % Header.GrainSize), part, cancellationToken);
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
        => FindRun(await _tables.GetAsync(TableOf(offset), cancellationToken), offset);

    /// <summary>Where a grain of <paramref name="table"/> is in the file, checked to leave room for <paramref name="size"/> bytes.</summary>
    /// <exception cref="InvalidImageException">No grain can be there.</exception>
    public long PlaceOf(VmdkGrainTable table, int grain, long size)
    {
        long place = (long)table[grain] * VmdkUnits.Sector;
        if (place > Inner.Length - size)
        {
            throw new InvalidImageException(
                Name, table.PlaceOf(grain), $"a grain table entry leads to byte {place}, beyond the end of the file ({Inner.Length} bytes): it is cut off or damaged");
        }

        return !Header.IsReserved(place, size) && !Header.IsDirectory(place, size)
            ? place
            : throw new InvalidImageException(Name, table.PlaceOf(grain), $"a grain table entry leads to byte {place}, into the header, descriptor or grain directory");
    }

    private int TableOf(long offset) => (int)(offset / Header.TableCoverage);

    private int GrainOf(long offset) => (int)(offset % Header.TableCoverage / Header.GrainSize);

    /// <summary>The run of one kind from <paramref name="offset"/> to the end of the table at most, or over all tables that are absent.</summary>
    private Extent FindRun(VmdkGrainTable? table, long offset)
    {
        if (table is null)
        {
            long next = _tables.Directory.FindStored(TableOf(offset)) * Header.TableCoverage;
            return new Extent(offset, Math.Min(next, Length) - offset, ExtentKind.Absent);
        }

        int grain = GrainOf(offset);
        ExtentKind kind = KindOf(table[grain]);
        int count = kind == ExtentKind.Data ? table.CountStored(grain, Header.HasZeroedGrains) : table.CountSame(grain);
        long end = offset - (offset % Header.GrainSize) + (count * Header.GrainSize);
        return new Extent(offset, Math.Min(end, Length) - offset, kind);
    }

    private ExtentKind KindOf(uint entry) => entry switch
    {
        VmdkGrainTable.Absent => ExtentKind.Absent,
        VmdkGrainTable.Zeroed when Header.HasZeroedGrains => ExtentKind.Zero,
        _ => ExtentKind.Data,
    };
}

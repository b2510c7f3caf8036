using Appliance.Formats.Disks;

namespace Appliance.Formats.Vmdk;

/// <summary>The virtual disk in one hosted sparse extent or redo log; what is not stored is absent, for a parent to fill.</summary>
internal abstract class VmdkSparseDisk : VmdkGrainDisk<VmdkGrainTable>
{
    private protected VmdkSparseDisk(Disk file, VmdkSparseHeader header, VmdkGrainDirectory directory, long length)
        : base(file, length, header.GrainSize, header.TableCoverage)
    {
        Header = header;
        Tables = new VmdkGrainTables(file, header, directory);
    }

    /// <summary>The header that describes the tables.</summary>
    public VmdkSparseHeader Header { get; }

    /// <summary>The tables.</summary>
    public VmdkGrainTables Tables { get; }

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

    /// <inheritdoc/>
    protected override ValueTask<VmdkGrainTable?> GetTableAsync(int index, CancellationToken cancellationToken)
        => Tables.GetAsync(index, cancellationToken);

    /// <inheritdoc/>
    protected override int FindStoredTable(int index) => Tables.Directory.FindStored(index);

    /// <inheritdoc/>
    protected override (ExtentKind Kind, int Count) FindRun(VmdkGrainTable table, int grain)
    {
        ExtentKind kind = KindOf(table[grain]);
        return (kind, kind == ExtentKind.Data ? table.CountStored(grain, Header.HasZeroedGrains) : table.CountSame(grain));
    }

    private ExtentKind KindOf(uint entry) => entry switch
    {
        VmdkGrainTable.Absent => ExtentKind.Absent,
        VmdkGrainTable.Zeroed when Header.HasZeroedGrains => ExtentKind.Zero,
        _ => ExtentKind.Data,
    };
}

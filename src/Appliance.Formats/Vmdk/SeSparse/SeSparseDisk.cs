using Appliance.Formats.Disks;

namespace Appliance.Formats.Vmdk;

/// <summary>The virtual disk in one SESPARSE extent; what is not stored is absent, for a parent to fill.</summary>
internal sealed class SeSparseDisk(Disk file, SeSparseHeader header, SeSparseDirectory directory, long length)
    : VmdkGrainDisk<SeSparseTable>(file, length, SeSparseHeader.GrainSize, SeSparseHeader.TableCoverage)
{
    private readonly SeSparseTables _tables = new(file, directory);

    /// <summary>The header.</summary>
    public SeSparseHeader Header => header;

    /// <summary>The tables.</summary>
    public SeSparseTables Tables => _tables;

    /// <summary>Where a stored grain is in the file, checked to leave room for <paramref name="size"/> bytes.</summary>
    /// <exception cref="InvalidImageException">It is beyond the end of the file.</exception>
    public long PlaceOf(SeSparseTable table, int grain, long size)
    {
        // A number can be of 60 bits: it is compared before it is multiplied.
        long number = table.NumberOf(grain);
        long room = Inner.Length - header.Grains - size;
        return room >= 0 && number <= room / SeSparseHeader.GrainSize
            ? header.Grains + (number * SeSparseHeader.GrainSize)
            : throw new InvalidImageException(
                Name, table.PlaceOf(grain), $"a grain table entry leads to grain {number}, beyond the end of the file ({Inner.Length} bytes): it is cut off or damaged");
    }

    /// <inheritdoc/>
    protected override ValueTask<SeSparseTable?> GetTableAsync(int index, CancellationToken cancellationToken)
        => _tables.GetAsync(index, cancellationToken);

    /// <inheritdoc/>
    protected override int FindStoredTable(int index) => directory.FindStored(index);

    /// <inheritdoc/>
    protected override (ExtentKind Kind, int Count) FindRun(SeSparseTable table, int grain) => (table.KindOf(grain), table.CountSame(grain));

    /// <inheritdoc/>
    protected override async ValueTask ReadGrainsAsync(
        SeSparseTable table, int first, int start, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        for (int grain = first; !buffer.IsEmpty;)
        {
            int run = CountConsecutive(table, grain, VmdkUnits.DivideUp(start + (long)buffer.Length, SeSparseHeader.GrainSize));
            int count = (int)Math.Min(buffer.Length, (run * (long)SeSparseHeader.GrainSize) - start);
            await Inner.ReadAsync(PlaceOf(table, grain, start + count) + start, buffer[..count], cancellationToken);
            buffer = buffer[count..];
            grain += run;
            start = 0;
        }
    }

    /// <summary>How many grains, of <paramref name="wanted"/>, lie one behind the other in the file: they are one read.</summary>
    private static int CountConsecutive(SeSparseTable table, int first, long wanted)
    {
        int count = 1;
        while (count < wanted && table.NumberOf(first + count) == table.NumberOf(first) + count)
        {
            count++;
        }

        return count;
    }
}

using Appliance.Formats.Disks;

namespace Appliance.Formats.Vmdk;

/// <summary>A sparse extent whose grains are stored as they are.</summary>
internal sealed class VmdkPlainDisk(Disk file, VmdkSparseHeader header, VmdkGrainDirectory directory, long length)
    : VmdkSparseDisk(file, header, directory, length)
{
    /// <inheritdoc/>
    protected override async ValueTask ReadGrainsAsync(
        VmdkGrainTable table, int first, int start, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        for (int grain = first; !buffer.IsEmpty;)
        {
            int run = CountConsecutive(table, grain, VmdkUnits.DivideUp(start + (long)buffer.Length, Header.GrainSize));
            int count = (int)Math.Min(buffer.Length, (run * Header.GrainSize) - start);

            // What is checked is what is read: the last grain of a file may be as short as the disk's end.
            await Inner.ReadAsync(PlaceOf(table, grain, start + count) + start, buffer[..count], cancellationToken);
            buffer = buffer[count..];
            grain += run;
            start = 0;
        }
    }

    /// <summary>How many grains, of <paramref name="wanted"/>, lie one behind the other in the file: they are one read.</summary>
    private int CountConsecutive(VmdkGrainTable table, int first, long wanted)
    {
        uint sectors = (uint)(Header.GrainSize / VmdkUnits.Sector);
        int count = 1;
        while (count < wanted && table[first + count] == table[first] + (sectors * (ulong)count))
        {
            count++;
        }

        return count;
    }
}

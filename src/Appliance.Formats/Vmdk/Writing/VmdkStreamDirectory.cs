using System.Buffers.Binary;

namespace Appliance.Formats.Vmdk;

/// <summary>
/// The grain directory of a stream, and the one grain table that is being filled: grains come in ascending order, so
/// that no other is open.
/// </summary>
/// <param name="tables">Number of tables; memory is 4 bytes for each, 128 KiB a TiB.</param>
internal sealed class VmdkStreamDirectory(long tables)
{
    private const long NoTable = -1;

    private readonly uint[] _directory = new uint[tables];

    // The table as it is stored, behind its marker.
    private readonly byte[] _table = MakeTable();
    private long _index = NoTable;

    /// <summary>Whether a table is being filled.</summary>
    public bool HasTable => _index != NoTable;

    /// <summary>Whether the table has to be written before a block at this place (bytes) can be added.</summary>
    public bool IsFull(long offset) => HasTable && offset / VmdkLayout.TableSpan != _index;

    /// <summary>Notes where the grains of a block are.</summary>
    /// <param name="offset">Byte of the virtual disk.</param>
    /// <param name="sector">Sector of the file where the block's grains start.</param>
    /// <param name="grains">For each grain, its distance from there in sectors, or -1 for a grain of zeros.</param>
    /// <returns>Grains that are not zero.</returns>
    public int Add(long offset, long sector, ReadOnlySpan<int> grains)
    {
        if (!HasTable)
        {
            _table.AsSpan(VmdkUnits.Sector..).Clear();
            _index = offset / VmdkLayout.TableSpan;
        }

        int first = (int)(offset % VmdkLayout.TableSpan / VmdkLayout.GrainSize);
        int count = 0;
        for (int i = 0; i < grains.Length; i++)
        {
            if (grains[i] >= 0)
            {
                Entry(first + i, (uint)(sector + grains[i]));
                count++;
            }
        }

        return count;
    }

    /// <summary>The finished table with its marker, to be written at <paramref name="sector"/> before anything else is added.</summary>
    public ReadOnlyMemory<byte> TakeTable(long sector)
    {
        _directory[_index] = (uint)(sector + 1); // behind its marker
        _index = NoTable;
        return _table;
    }

    /// <summary>The directory with its marker.</summary>
    public byte[] ComposeDirectory()
    {
        long sectors = VmdkUnits.DivideUp(_directory.LongLength * sizeof(uint), VmdkUnits.Sector);
        var bytes = new byte[VmdkUnits.Sector + (sectors * VmdkUnits.Sector)];
        VmdkMarker.Compose(sectors, VmdkMarkerType.GrainDirectory).CopyTo(bytes, 0);
        for (int i = 0; i < _directory.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(VmdkUnits.Sector + (i * sizeof(uint))), _directory[i]);
        }

        return bytes;
    }

    private static byte[] MakeTable()
    {
        var table = new byte[VmdkUnits.Sector + (VmdkLayout.TableSectors * VmdkUnits.Sector)];
        VmdkMarker.Compose(VmdkLayout.TableSectors, VmdkMarkerType.GrainTable).CopyTo(table, 0);
        return table;
    }

    private void Entry(int index, uint sector)
        => BinaryPrimitives.WriteUInt32LittleEndian(_table.AsSpan(VmdkUnits.Sector + (index * sizeof(uint))), sector);
}

using System.Buffers.Binary;
using Appliance.Formats;
using Appliance.Guests.Devices;

namespace Appliance.Guests.FileSystems.Fat;

/// <summary>
/// The table: what follows each cluster. Read as it is needed; what is changed stays in memory until
/// <see cref="Flush"/> writes it to every copy.
/// </summary>
internal sealed class FatTable
{
    /// <summary>The bits of an entry of FAT32 that count; the others are kept.</summary>
    internal const uint Mask32 = 0x0FFF_FFFF;

    private readonly FatBootSector _shape;
    private readonly string _name;
    private readonly FatTablePages _pages;
    private uint _next = 2;
    private uint? _free;

    internal FatTable(FatBootSector shape, BlockDevice device)
    {
        _shape = shape;
        _name = device.Name;
        _pages = new FatTablePages(shape, device);
    }

    /// <summary>Clusters that are free.</summary>
    internal uint Free => _free ??= CountFree();

    /// <summary>Where the search for a free cluster goes on.</summary>
    internal uint Next
    {
        get => _next;
        set => _next = _shape.Has(value) ? value : 2;
    }

    private uint EndMark => _shape.Type switch { FatType.Fat12 => 0xFFF, FatType.Fat16 => 0xFFFF, _ => Mask32 };

    /// <summary>What follows a cluster: null at the end of a chain.</summary>
    /// <exception cref="InvalidImageException">No cluster can follow, by what is written there.</exception>
    internal uint? Follow(uint cluster)
    {
        uint next = Get(cluster);
        return next >= EndMark - 7 ? null
            : _shape.Has(next) ? next
            : throw new InvalidImageException(_name, $"its table has {next:X} after cluster {cluster:X}: run fsck.fat or chkdsk on it");
    }

    /// <summary>Takes free clusters, of which the last one ends a chain.</summary>
    /// <param name="count">One at least.</param>
    /// <param name="previous">The end of the chain they continue; 0 for a new chain.</param>
    /// <exception cref="IOException">There are not that many; nothing is taken then.</exception>
    internal IReadOnlyList<ClusterRun> Allocate(int count, uint previous)
    {
        if (count > Free)
        {
            throw new IOException($"{_name}: is full: {(long)count * _shape.ClusterSize} bytes are needed, and {(long)Free * _shape.ClusterSize} are free");
        }

        var runs = new List<ClusterRun>();
        for (int taken = 0; taken < count; taken++)
        {
            uint cluster = FindFree();
            Set(cluster, EndMark);
            if (previous != 0)
            {
                Set(previous, cluster);
            }

            ClusterRun.Append(runs, cluster);
            previous = cluster;
        }

        return runs;
    }

    /// <summary>Gives a chain back.</summary>
    /// <param name="first">Its first cluster; 0 for none.</param>
    /// <exception cref="InvalidImageException">It does not end, or runs into another one.</exception>
    internal void Release(uint first)
    {
        for (uint? cluster = first == 0 ? null : first; cluster is { } now;)
        {
            RequireCluster(now);
            cluster = Follow(now);
            Set(now, 0);
        }
    }

    /// <summary>Checks that a number from a folder stands for a cluster.</summary>
    internal void RequireCluster(uint cluster)
    {
        if (!_shape.Has(cluster))
        {
            throw new InvalidImageException(_name, $"something starts at cluster {cluster:X}, which it does not have");
        }
    }

    /// <summary>Writes what was changed.</summary>
    internal void Flush() => _pages.Flush();

    private uint FindFree()
    {
        // Free says that there is one.
        while (Get(_next) != 0)
        {
            Next = _next + 1;
        }

        return _next;
    }

    private uint CountFree()
    {
        uint free = 0;
        for (uint cluster = 2; _shape.Has(cluster); cluster++)
        {
            free += Get(cluster) == 0 ? 1u : 0u;
        }

        return free;
    }

    private uint Get(uint cluster)
    {
        ReadOnlySpan<byte> entry = _pages.Look(OffsetOf(cluster));
        return _shape.Type switch
        {
            FatType.Fat12 => (uint)(BinaryPrimitives.ReadUInt16LittleEndian(entry) >> ((int)(cluster & 1) * 4)) & 0xFFF,
            FatType.Fat16 => BinaryPrimitives.ReadUInt16LittleEndian(entry),
            _ => BinaryPrimitives.ReadUInt32LittleEndian(entry) & Mask32,
        };
    }

    private void Set(uint cluster, uint value)
    {
        uint before = Get(cluster);
        _free = Free + (value == 0 ? 1u : 0u) - (before == 0 ? 1u : 0u);
        Span<byte> entry = _pages.Change(OffsetOf(cluster));
        switch (_shape.Type)
        {
            case FatType.Fat12:
                int shift = (int)(cluster & 1) * 4;
                int kept = BinaryPrimitives.ReadUInt16LittleEndian(entry) & ~(0xFFF << shift);
                BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)(kept | ((int)value << shift)));
                break;
            case FatType.Fat16:
                BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)value);
                break;
            default:
                uint reserved = BinaryPrimitives.ReadUInt32LittleEndian(entry) & ~Mask32;
                BinaryPrimitives.WriteUInt32LittleEndian(entry, reserved | value);
                break;
        }
    }

    private long OffsetOf(uint cluster) => (long)cluster * (int)_shape.Type / 8;
}

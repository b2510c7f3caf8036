using System.Buffers.Binary;
using Appliance.Formats.Disks;

namespace Appliance.Formats.Qcow2;

/// <summary>
/// A second-level table as it was read. It is looked at in units: clusters, or subclusters where the image has them
/// (qemu, docs/interop/qcow2.txt, "Extended L2 Entries").
/// </summary>
/// <param name="bytes">One cluster, big-endian.</param>
/// <param name="header">Sizes.</param>
internal readonly struct Qcow2Table(byte[] bytes, Qcow2Header header)
{
    private const ulong OffsetMask = 0x00FF_FFFF_FFFF_FE00;
    private const ulong CompressedFlag = 1UL << 62;
    private const ulong ZeroFlag = 1;
    private const int ZeroBitsShift = 32;

    /// <summary>Units of the table.</summary>
    public int Count => header.L2Entries * UnitsPerEntry;

    private int UnitsPerEntry => header.HasSubclusters ? Qcow2Header.SubclustersPerCluster : 1;

    /// <summary>The file offset in an entry of the first or second level.</summary>
    public static long OffsetOf(ulong entry) => (long)(entry & OffsetMask);

    /// <summary>The entry that covers a unit.</summary>
    public ulong EntryOf(int unit) => Word(unit, 0);

    /// <summary>Whether a unit lies in a compressed cluster.</summary>
    public bool IsCompressed(int unit) => (EntryOf(unit) & CompressedFlag) != 0;

    /// <summary>Where the bytes of a unit that is data, and not compressed, start in the file.</summary>
    public long PlaceOf(int unit) => OffsetOf(EntryOf(unit)) + ((long)(unit % UnitsPerEntry) * header.UnitSize);

    /// <summary>What a unit holds.</summary>
    public ExtentKind KindOf(int unit)
    {
        ulong entry = EntryOf(unit);
        if ((entry & CompressedFlag) != 0)
        {
            return ExtentKind.Data;
        }

        return header.HasSubclusters ? KindOfSubcluster(unit)
            : (entry & ZeroFlag) != 0 ? ExtentKind.Zero
            : (entry & OffsetMask) != 0 ? ExtentKind.Data
            : ExtentKind.Absent;
    }

    /// <summary>The first unit behind a run of one kind that starts at <paramref name="unit"/>, at most <paramref name="end"/>.</summary>
    public int FindRunEnd(int unit, int end)
    {
        ExtentKind kind = KindOf(unit++);
        while (unit < end && KindOf(unit) == kind)
        {
            unit++;
        }

        return unit;
    }

    /// <summary>The first unit behind a run of data that also lies in one piece in the file, at most <paramref name="end"/>.</summary>
    public int FindPieceEnd(int unit, int end)
    {
        for (long place = PlaceOf(unit++); unit < end && KindOf(unit) == ExtentKind.Data && !IsCompressed(unit); unit++)
        {
            if (PlaceOf(unit) != (place += header.UnitSize))
            {
                break;
            }
        }

        return unit;
    }

    private ExtentKind KindOfSubcluster(int unit)
    {
        ulong bits = Word(unit, sizeof(ulong));
        int subcluster = unit % UnitsPerEntry;
        return ((bits >> (ZeroBitsShift + subcluster)) & 1) != 0 ? ExtentKind.Zero
            : ((bits >> subcluster) & 1) != 0 ? ExtentKind.Data
            : ExtentKind.Absent;
    }

    private ulong Word(int unit, int within)
    {
        int entrySize = header.HasSubclusters ? 2 * sizeof(ulong) : sizeof(ulong);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan((unit / UnitsPerEntry * entrySize) + within));
    }
}

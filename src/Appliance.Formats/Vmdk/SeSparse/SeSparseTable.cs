using System.Buffers.Binary;
using Appliance.Formats.Disks;

namespace Appliance.Formats.Vmdk;

/// <summary>One grain table in memory.</summary>
/// <param name="file">For messages.</param>
/// <param name="place">Where it is in the file, in bytes; for messages.</param>
/// <param name="entries">As stored.</param>
internal sealed class SeSparseTable(string file, long place, ReadOnlyMemory<byte> entries)
{
    // The four upper bits of an entry tell what it is.
    private const int KindShift = 60;
    private const ulong Unmapped = 1;
    private const ulong Zeroed = 2;
    private const ulong Stored = 3;

    // The number of a grain: its twelve lower bits stand above the others.
    private const ulong NumberLowMask = 0x0FFF_0000_0000_0000;
    private const int NumberLowShift = 48;
    private const ulong NumberHighMask = 0x0000_FFFF_FFFF_FFFF;
    private const int NumberHighShift = 12;

    /// <summary>How many grains it covers.</summary>
    public int Count => entries.Length / sizeof(ulong);

    /// <summary>Where entry <paramref name="grain"/> stands in the file.</summary>
    public long PlaceOf(int grain) => place + ((long)grain * sizeof(ulong));

    /// <summary>The number of a stored grain, counted from the start of the area of the grains.</summary>
    public long NumberOf(int grain)
    {
        ulong entry = Entry(grain);
        return (long)(((entry & NumberLowMask) >> NumberLowShift) | ((entry & NumberHighMask) << NumberHighShift));
    }

    /// <summary>What a grain is; one that the guest has given back reads as zeros, as one that was written with them.</summary>
    /// <exception cref="InvalidImageException">The entry is of no known kind.</exception>
    public ExtentKind KindOf(int grain)
    {
        ulong entry = Entry(grain);
        return entry == 0 ? ExtentKind.Absent : (entry >> KindShift) switch
        {
            Unmapped or Zeroed => ExtentKind.Zero,
            Stored => ExtentKind.Data,
            _ => throw new InvalidImageException(file, PlaceOf(grain), $"a grain table entry is 0x{entry:X16}, which is of no known kind"),
        };
    }

    /// <summary>How many entries from <paramref name="grain"/> on are of its kind.</summary>
    /// <exception cref="InvalidImageException">An entry is of no known kind.</exception>
    public int CountSame(int grain)
    {
        ExtentKind kind = KindOf(grain);
        int end = grain + 1;
        while (end < Count && KindOf(end) == kind)
        {
            end++;
        }

        return end - grain;
    }

    private ulong Entry(int grain) => BinaryPrimitives.ReadUInt64LittleEndian(entries.Span[(grain * sizeof(ulong))..]);
}

using Appliance.Formats.Disks;

namespace Appliance.Formats.Vhdx;

/// <summary>An entry of the block allocation table (MS-VHDX 2.5): a state in the low bits, a place in MiB above them.</summary>
internal readonly record struct VhdxBatEntry(ulong Value)
{
    private const ulong StateMask = 7;
    private const ulong OffsetMask = ~((1UL << 20) - 1);
    private const ulong NotPresent = 0;
    private const ulong FullyPresent = 6;
    private const ulong PartiallyPresent = 7;

    /// <summary>Where the block starts in the file, in bytes.</summary>
    public long Offset => (long)(Value & OffsetMask);

    /// <summary>Whether the block is stored whole; for a sector bitmap, whether it is there.</summary>
    public bool IsFull => (Value & StateMask) == FullyPresent;

    /// <summary>Whether a bitmap tells which sectors of the block are stored.</summary>
    public bool IsPartial => (Value & StateMask) == PartiallyPresent;

    /// <summary>What the block holds; of a partial one, what some of its sectors hold.</summary>
    public ExtentKind Kind => IsFull || IsPartial ? ExtentKind.Data
        : (Value & StateMask) == NotPresent ? ExtentKind.Absent
        : ExtentKind.Zero; // undefined, zero, unmapped: never the parent's
}

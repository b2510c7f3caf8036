namespace Appliance.Formats.Disks;

/// <summary>What a range of a disk holds.</summary>
public enum ExtentKind
{
    /// <summary>Bytes are stored; they may still all be zero.</summary>
    Data,

    /// <summary>Known to read as zeros, whatever a parent holds.</summary>
    Zero,

    /// <summary>Nothing is stored: zeros, or what the parent holds where there is one.</summary>
    Absent,
}

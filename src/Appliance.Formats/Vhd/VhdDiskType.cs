namespace Appliance.Formats.Vhd;

/// <summary>How a VHD stores its disk; 0, 1, 5 and 6 are reserved or deprecated by the specification.</summary>
internal enum VhdDiskType : uint
{
    /// <summary>Never written.</summary>
    None = 0,

    /// <summary>The plain disk, and a footer behind it.</summary>
    Fixed = 2,

    /// <summary>Blocks that are stored as they are needed.</summary>
    Dynamic = 3,

    /// <summary>The sectors that differ from a parent.</summary>
    Differencing = 4,
}

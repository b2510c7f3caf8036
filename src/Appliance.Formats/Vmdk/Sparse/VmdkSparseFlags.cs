namespace Appliance.Formats.Vmdk;

/// <summary>Flags of a sparse extent. The low half may be ignored by a reader that does not know them, the high half not.</summary>
[Flags]
internal enum VmdkSparseFlags : uint
{
    None = 0,

    /// <summary>The newline bytes are there, to find files that a text-mode transfer has damaged.</summary>
    NewlineTest = 1,

    /// <summary>There is a second copy of the grain directory and its tables.</summary>
    RedundantDirectory = 1 << 1,

    /// <summary>A grain table entry of 1 means zeros, whatever the parent holds.</summary>
    ZeroedGrains = 1 << 2,

    /// <summary>Grains are compressed.</summary>
    Compressed = 1 << 16,

    /// <summary>Grains and tables are announced by markers, as in streamOptimized files.</summary>
    Markers = 1 << 17,
}

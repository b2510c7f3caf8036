namespace Appliance.Formats.Vmdk;

/// <summary>What a marker announces.</summary>
internal enum VmdkMarkerType : uint
{
    /// <summary>Nothing more; also any sector of zeros that a writer has put in for alignment.</summary>
    EndOfStream,

    /// <summary>A grain table.</summary>
    GrainTable,

    /// <summary>The grain directory.</summary>
    GrainDirectory,

    /// <summary>The footer.</summary>
    Footer,

    /// <summary>Something of the writer's own.</summary>
    Progress,
}

namespace Appliance.Formats.Vmdk;

/// <summary>What a machine may do with an extent.</summary>
internal enum VmdkExtentAccess
{
    /// <summary>RW.</summary>
    ReadWrite,

    /// <summary>RDONLY, usual in streams.</summary>
    ReadOnly,

    /// <summary>NOACCESS: reads as zeros.</summary>
    None,
}

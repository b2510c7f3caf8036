namespace Appliance.Formats.Images;

/// <summary>What a disk can be written as.</summary>
public enum DiskImageFormat
{
    /// <summary>The plain bytes, with holes where they are zero.</summary>
    Raw,

    /// <summary>Dynamic VHD, which Xen's storage managers use.</summary>
    Vhd,

    /// <summary>Fixed VHD, which Azure wants.</summary>
    VhdFixed,

    /// <summary>Differencing VHD: what differs from a parent.</summary>
    VhdDifferencing,

    /// <summary>QCOW2, which XCP-ng takes for disks beyond the reach of VHD.</summary>
    Qcow2,

    /// <summary>streamOptimized VMDK, the way back to VMware.</summary>
    Vmdk,
}

namespace Appliance.Runtime.Importing;

/// <summary>In which form disks go to a pool with xapi.</summary>
public enum DiskTransfer
{
    /// <summary>Each by itself, its data ranges with their places in front; a broken upload goes on where it broke.</summary>
    Raw,

    /// <summary>Each by itself, as a dynamic VHD.</summary>
    Vhd,

    /// <summary>Each by itself, as a QCOW2 image.</summary>
    Qcow2,

    /// <summary>The machines as one XVA.</summary>
    Xva,
}

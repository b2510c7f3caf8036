namespace Appliance.Guests.Inspection;

/// <summary>Drivers of Linux for Xen's paravirtual devices.</summary>
public enum XenDriver
{
    /// <summary>xen-blkfront: disks.</summary>
    Blkfront,

    /// <summary>xen-netfront: network cards.</summary>
    Netfront,

    /// <summary>xen-scsifront: SCSI devices passed through.</summary>
    Scsifront,
}

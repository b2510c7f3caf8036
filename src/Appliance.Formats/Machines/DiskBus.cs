namespace Appliance.Formats.Machines;

/// <summary>The kind of controller a disk or drive hangs on, in the order in which firmware usually looks for a boot disk.</summary>
public enum DiskBus
{
    /// <summary>Not said by the package.</summary>
    Unknown,

    /// <summary>Parallel ATA.</summary>
    Ide,

    /// <summary>SCSI of any kind, paravirtual ones too.</summary>
    Scsi,

    /// <summary>SATA (AHCI).</summary>
    Sata,

    /// <summary>NVMe.</summary>
    Nvme,

    /// <summary>Xen's own paravirtual block device.</summary>
    Xen,
}

namespace Appliance.Runtime.Machines;

/// <summary>What starts the guest's kernel.</summary>
public enum BootMethod
{
    /// <summary>SeaBIOS, from the first disk (HVM).</summary>
    Bios,

    /// <summary>OVMF, from an EFI system partition (HVM).</summary>
    Uefi,

    /// <summary>GRUB as a kernel of Xen's, which reads the guest's own configuration inside the domain (PV and PVH).</summary>
    PvGrub,

    /// <summary>pygrub, which reads the guest's configuration in the control domain (PV).</summary>
    PyGrub,

    /// <summary>A kernel and an initramfs that lie on the host (PV, PVH and HVM).</summary>
    Kernel,
}

namespace Appliance.Guests.Inspection;

/// <summary>Boot loaders of Linux.</summary>
public enum BootLoaderKind
{
    /// <summary>GRUB legacy: <c>menu.lst</c>, <c>grub.conf</c>.</summary>
    GrubLegacy,

    /// <summary>GRUB 2: <c>grub.cfg</c>.</summary>
    Grub2,

    /// <summary>Entries of the Boot Loader Specification: <c>/boot/loader/entries</c>, read by GRUB 2.</summary>
    BootLoaderSpecification,

    /// <summary>systemd-boot, with its entries on the EFI system partition.</summary>
    SystemdBoot,

    /// <summary>extlinux or syslinux.</summary>
    Extlinux,
}

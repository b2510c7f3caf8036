namespace Appliance.Formats.Machines;

/// <summary>What starts the machine.</summary>
public enum Firmware
{
    /// <summary>PC BIOS: the boot sector of the first disk.</summary>
    Bios,

    /// <summary>UEFI: a loader on an EFI system partition.</summary>
    Uefi,
}

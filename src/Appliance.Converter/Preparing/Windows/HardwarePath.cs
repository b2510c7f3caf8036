namespace Appliance.Converter.Preparing.Windows;

/// <summary>By which devices a guest reaches its disks or networks.</summary>
internal enum HardwarePath
{
    /// <summary>By emulated ones alone: IDE (under UEFI also NVMe, where the host emulates it) for disks, e1000 for networks.</summary>
    Emulated,

    /// <summary>By emulated ones at the first start, by paravirtual ones from the second: the host has to offer both, as Xen does for HVM.</summary>
    EmulatedThenParavirtual,
}

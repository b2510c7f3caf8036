using Appliance.Guests.Initramfs;

namespace Appliance.Guests.Inspection;

/// <summary>A kernel that can start.</summary>
/// <param name="Release">What <c>uname -r</c> would say: <c>6.1.0-28-amd64</c>.</param>
/// <param name="Image">Its path in the guest.</param>
/// <param name="Initramfs">That of its initramfs; null where it has none.</param>
/// <param name="Modules">The folder of its modules, links resolved; null where there is none.</param>
/// <param name="Drivers">How the drivers that Xen needs are there.</param>
public sealed record LinuxKernel(
    string Release, string Image, string? Initramfs, string? Modules, IReadOnlyDictionary<XenDriver, DriverState> Drivers)
{
    /// <summary>What the initramfs is and has; null where there is none, or where it was not read. The rest is not read once all drivers were found in it.</summary>
    public InitramfsContents? InitramfsContents { get; init; }

    /// <summary>Why the initramfs could not be read; then a driver that may be in it counts as on disk. Null where it was read, or there is none.</summary>
    public string? InitramfsProblem { get; init; }

    /// <summary>Whether image, initramfs and command line are one EFI program (a unified kernel image), which is not changed without signing it anew.</summary>
    public bool IsUnified { get; init; }

    /// <summary>Whether it starts as a PV domain of Xen, by its configuration; null where that is not there.</summary>
    public bool? CanPv { get; init; }

    /// <summary>Whether it starts as a PVH domain of Xen, by its configuration; null where that is not there.</summary>
    public bool? CanPvh { get; init; }

    /// <summary>Whether the boot loader starts it when nobody chooses.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Its command line, by the boot entry that starts it; null where none does.</summary>
    public string? Arguments { get; init; }
}

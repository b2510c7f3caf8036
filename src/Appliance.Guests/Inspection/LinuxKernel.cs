namespace Appliance.Guests.Inspection;

/// <summary>A kernel that can start.</summary>
/// <param name="Release">What <c>uname -r</c> would say: <c>6.1.0-28-amd64</c>.</param>
/// <param name="Image">Its path in the guest.</param>
/// <param name="Initramfs">That of its initramfs; null where it has none.</param>
/// <param name="Modules">The folder of its modules, links resolved; null where there is none.</param>
/// <param name="Drivers">How the drivers that Xen needs are there.</param>
public sealed record LinuxKernel(
    string Release, string Image, string? Initramfs, string? Modules, IReadOnlyDictionary<XenDriver, DriverState> Drivers);

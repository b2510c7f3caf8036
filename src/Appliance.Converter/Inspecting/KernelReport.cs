using Appliance.Guests.Inspection;

namespace Appliance.Converter.Inspecting;

/// <summary>What is known of a kernel.</summary>
/// <param name="Release">What <c>uname -r</c> would say.</param>
/// <param name="Image">Its path in the guest.</param>
/// <param name="Initramfs">That of its initramfs; null where it has none.</param>
/// <param name="IsDefault">Whether it is the one that starts.</param>
/// <param name="Drivers">How the drivers that Xen needs are there, by their names.</param>
/// <param name="Problem">Why its initramfs could not be read; null where it could.</param>
public sealed record KernelReport(
    string Release, string Image, string? Initramfs, bool IsDefault, IReadOnlyDictionary<string, DriverState> Drivers, string? Problem)
{
    internal static KernelReport Of(LinuxKernel kernel, bool isDefault) => new(
        kernel.Release,
        kernel.Image,
        kernel.Initramfs,
        isDefault,
        kernel.Drivers.OrderBy(pair => pair.Key).ToDictionary(pair => $"xen-{pair.Key.ToString().ToLowerInvariant()}", pair => pair.Value),
        kernel.InitramfsProblem);
}

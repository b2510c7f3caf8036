using Appliance.Guests.Inspection;

namespace Appliance.Converter.Inspecting;

/// <summary>What is known of an installed Linux.</summary>
/// <param name="Distribution">As os-release's ID names it.</param>
/// <param name="InitramfsTool">What makes its initramfs.</param>
/// <param name="BootLoaders">What starts its kernels.</param>
/// <param name="Kernels">The kernels that can start, newest first.</param>
/// <param name="Mounts">What is mounted where, by its fstab.</param>
/// <param name="SelinuxMode">SELinux's mode; null where it is off or not there.</param>
public sealed record LinuxReport(
    string Distribution,
    InitramfsTool InitramfsTool,
    IReadOnlyList<BootLoader> BootLoaders,
    IReadOnlyList<KernelReport> Kernels,
    IReadOnlyList<MountPoint> Mounts,
    string? SelinuxMode)
{
    internal static LinuxReport Of(LinuxSystem system) => new(
        system.Distribution,
        system.InitramfsTool,
        system.BootLoaders,
        [.. system.Kernels.Select(kernel => KernelReport.Of(kernel, ReferenceEquals(kernel, system.DefaultKernel)))],
        system.Mounts,
        system.SelinuxMode);
}

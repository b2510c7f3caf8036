namespace Appliance.Guests.Inspection;

/// <summary>An installed Linux.</summary>
public sealed record LinuxSystem : InstalledSystem
{
    /// <summary>The distribution, as os-release's ID names it: debian, rhel, opensuse-leap; <c>linux</c> where unknown.</summary>
    public required string Distribution { get; init; }

    /// <summary>Whose ways it follows.</summary>
    public required LinuxFamily Family { get; init; }

    /// <summary>The kernels that can start, newest version first; rescue images of a distribution are among them.</summary>
    public IReadOnlyList<LinuxKernel> Kernels { get; init; } = [];

    /// <summary>What starts the kernels; several where several are configured.</summary>
    public IReadOnlyList<BootLoader> BootLoaders { get; init; } = [];

    /// <summary>What the boot loaders offer to start, of the kernels that are there; the default of each loader is marked.</summary>
    public IReadOnlyList<BootEntry> BootEntries { get; init; } = [];

    /// <summary>The kernel that starts when nobody chooses: by the boot loader, or else the newest; null where there is none.</summary>
    public LinuxKernel? DefaultKernel => Kernels.FirstOrDefault(kernel => kernel.IsDefault) ?? (Kernels.Count > 0 ? Kernels[0] : null);

    /// <summary>What makes the initramfs.</summary>
    public InitramfsTool InitramfsTool { get; init; }

    /// <summary>What is mounted where, by fstab; first the root.</summary>
    public IReadOnlyList<MountPoint> Mounts { get; init; } = [];

    /// <summary>SELinux's mode as configured: enforcing, permissive; null where it is off or not there.</summary>
    public string? SelinuxMode { get; init; }
}

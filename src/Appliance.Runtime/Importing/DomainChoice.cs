using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Importing;

/// <summary>How Xen is to run a machine.</summary>
/// <param name="Type">What kind of domain.</param>
/// <param name="Boot">What starts its kernel.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record DomainChoice(DomainType Type, BootMethod Boot, string Reason)
{
    /// <summary>PV GRUB or the kernel, on the host; null where nothing of it is needed.</summary>
    public string? Kernel { get; init; }

    /// <summary>The initramfs on the host, for a direct start; null for none.</summary>
    public string? Ramdisk { get; init; }

    /// <summary>The kernel's arguments, for a direct start; null for none.</summary>
    public string? KernelArguments { get; init; }

    /// <summary>Whether its disks hang on AHCI, where no unplug takes them away.</summary>
    public bool UsesAhci { get; init; }
}

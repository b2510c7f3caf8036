namespace Appliance.Guests.Inspection;

/// <summary>What a boot loader offers to start. Every text comes from a stranger: escape it where it is shown or used.</summary>
/// <param name="Title">Its name in the menu.</param>
/// <param name="Kernel">The kernel's path in the guest.</param>
/// <param name="Arguments">The kernel's command line, variables of the boot loader as they are written.</param>
public sealed record BootEntry(string Title, string Kernel, string Arguments)
{
    /// <summary>The initramfs images' paths in the guest, in their order; microcode is among them.</summary>
    public IReadOnlyList<string> Initramfs { get; init; } = [];

    /// <summary>Whether the boot loader starts it when nobody chooses.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Whether a hypervisor is started, and the kernel as its first machine: a Xen host.</summary>
    public bool HasHypervisor { get; init; }

    /// <summary>The file that has the entry.</summary>
    public required string Source { get; init; }
}

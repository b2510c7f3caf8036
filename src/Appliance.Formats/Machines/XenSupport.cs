namespace Appliance.Formats.Machines;

/// <summary>What a machine's system can do on Xen, as its files show it: looked up on its disks, not claimed by the package.</summary>
public sealed record XenSupport
{
    /// <summary>What it is.</summary>
    public GuestFamily Family { get; init; }

    /// <summary>Whether its kernel is one of 32 bits; null where that is not known.</summary>
    public bool? Is32Bit { get; init; }

    /// <summary>
    /// Whether it finds its root on a paravirtual disk. False where the driver is there but out of reach at the start: such a
    /// kernel takes emulated IDE disks away and finds no others. Null where that is not known.
    /// </summary>
    public bool? HasBlockDriver { get; init; }

    /// <summary>Whether it has a driver for paravirtual network cards; null where that is not known.</summary>
    public bool? HasNetworkDriver { get; init; }

    /// <summary>Whether its kernel starts as a PV domain; null where that is not known.</summary>
    public bool? CanPv { get; init; }

    /// <summary>Whether its kernel starts as a PVH domain; null where that is not known.</summary>
    public bool? CanPvh { get; init; }

    /// <summary>Whether PV GRUB finds the configuration of its boot loader: a grub.cfg where it looks for one, on a file system that it reads.</summary>
    public bool StartsByPvGrub { get; init; }

    /// <summary>Whether pygrub finds the configuration of its boot loader: where it looks for one, on a partition that it reads.</summary>
    public bool StartsByPyGrub { get; init; }
}

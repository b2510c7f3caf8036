using System.Security.Cryptography;
using Appliance.Runtime.Environments;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Importing;

/// <summary>How machines are put on a host.</summary>
public sealed record ImportOptions
{
    /// <summary>The storage pool; null for the host's first.</summary>
    public string? Pool { get; init; }

    /// <summary>With xapi: in which form disks go there; null to choose by the storage.</summary>
    public DiskTransfer? Transfer { get; init; }

    /// <summary>How Xen is to run the machine; null to choose by firmware, guest and host.</summary>
    public DomainType? Type { get; init; }

    /// <summary>A kernel on the host for a direct start: an absolute path; null for the guest's own.</summary>
    public string? Kernel { get; init; }

    /// <summary>The initramfs that goes with <see cref="Kernel"/>.</summary>
    public string? Ramdisk { get; init; }

    /// <summary>The arguments that go with <see cref="Kernel"/>.</summary>
    public string? KernelArguments { get; init; }

    /// <summary>Whether HVM disks hang on AHCI, for guests that are known to have no PV block driver.</summary>
    public bool UsesAhci { get; init; }

    /// <summary>Values for the OVF properties of the machines.</summary>
    public IReadOnlyList<PropertyWish> Properties { get; init; } = [];

    /// <summary>Networks that the user named: a card that is to be on one is never put on another.</summary>
    public IReadOnlyCollection<string> Networks { get; init; } = [];

    /// <summary>Whether the machines are to be started at once, so that the host's memory matters now.</summary>
    public bool Starts { get; init; }

    /// <summary>With xapi: the host of the pool that they are best started on, by name, address or UUID; null for any.</summary>
    public string? Affinity { get; init; }

    /// <summary>Whether the machines start with the host.</summary>
    public bool StartsWithHost { get; init; }

    /// <summary>The tenant that the machines are marked with; null for none.</summary>
    public string? Tenant { get; init; }

    /// <summary>Gets what the user has to know of a clean-up that did not go well, in sentences; default nobody.</summary>
    public Action<string> Warn { get; init; } = static _ => { };

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gives the domains' UUIDs.</summary>
    public Func<Guid> NewId { get; init; } = Guid.NewGuid;

    /// <summary>Gives numbers from 0 up to, and without, the one it is given, for MAC addresses.</summary>
    public Func<int, int> Random { get; init; } = RandomNumberGenerator.GetInt32;
}

namespace Appliance.Formats.Machines;

/// <summary>
/// The neutral record of a virtual machine. OVF, VMX, XVA, xl configurations and XAPI records map to it and from it; it
/// holds what more than one of them can say.
/// </summary>
public sealed record Machine
{
    /// <summary>Identifier within its package (OVF VirtualSystem id); falls back to the name.</summary>
    public required string Id { get; init; }

    /// <summary>Name to show.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in words (OVF annotation).</summary>
    public string? Description { get; init; }

    /// <summary>Virtual processors.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>Cores in a socket; null where the package does not say. Divides <see cref="Cpus"/>.</summary>
    public int? CoresPerSocket { get; init; }

    /// <summary>Memory in bytes.</summary>
    public long Memory { get; init; } = 1L << 30;

    /// <summary>What it has under each of its package's deployment options; empty where that is the same for all.</summary>
    public IReadOnlyList<MachineSize> Sizes { get; init; } = [];

    /// <summary>What starts it.</summary>
    public Firmware Firmware { get; init; }

    /// <summary>Whether the firmware checks signatures of what it starts.</summary>
    public bool SecureBoot { get; init; }

    /// <summary>Whether it has a virtual TPM; its state is never part of a package.</summary>
    public bool HasTpm { get; init; }

    /// <summary>How far its hardware clock is ahead of UTC, as that of a Windows is that keeps local time; null where nothing is known.</summary>
    public TimeSpan? ClockOffset { get; init; }

    /// <summary>The hardware generations it was made for: <c>vmx-19</c>, <c>virtualbox-2.2</c>, <c>hvm-3.0-unknown</c>.</summary>
    public IReadOnlyList<string> HardwareVersions { get; init; } = [];

    /// <summary>The guest, as claimed.</summary>
    public GuestSystem Guest { get; init; } = new();

    /// <summary>What its system can do on Xen; null where nobody looked.</summary>
    public XenSupport? Xen { get; init; }

    /// <summary>Disks in the order the firmware sees them: by controller, then address.</summary>
    public IReadOnlyList<MachineDisk> Disks { get; init; } = [];

    /// <summary>CD and DVD drives.</summary>
    public IReadOnlyList<OpticalDrive> OpticalDrives { get; init; } = [];

    /// <summary>Network interfaces in the order of their addresses.</summary>
    public IReadOnlyList<NetworkCard> NetworkCards { get; init; } = [];

    /// <summary>Installed products and their settings.</summary>
    public IReadOnlyList<Product> Products { get; init; } = [];

    /// <summary>Licences to be accepted before use.</summary>
    public IReadOnlyList<string> Licences { get; init; } = [];

    /// <summary>How OVF properties reach the guest: <c>iso</c>, <c>com.vmware.guestInfo</c>.</summary>
    public IReadOnlyList<string> PropertyTransports { get; init; } = [];

    /// <summary>When it starts among the machines of its group.</summary>
    public StartRule Start { get; init; } = new();

    /// <summary>What tells that it is well.</summary>
    public IReadOnlyList<HealthCheck> HealthChecks { get; init; } = [];

    /// <summary>Whether it is started again when it stopped by itself; null where the package does not say.</summary>
    public RestartPolicy? Restart { get; init; }
}

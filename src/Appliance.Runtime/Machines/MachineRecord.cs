using Appliance.Formats.Machines;

namespace Appliance.Runtime.Machines;

/// <summary>All that is known of a machine on a host. It lies there, as <c>machine.json</c> in the machine's folder, so that every administrator sees the same.</summary>
public sealed record MachineRecord
{
    /// <summary>The version of what is written; what a newer program wrote is refused.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version of what is written.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>Name on the host: letters, digits, dot, dash and underscore.</summary>
    public required string Name { get; init; }

    /// <summary>The domain's UUID, the same through its whole life.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>What it is, in words.</summary>
    public string? Description { get; init; }

    /// <summary>Where it came from: the name of the package.</summary>
    public string? Source { get; init; }

    /// <summary>When it was imported.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>How Xen runs it.</summary>
    public DomainType Type { get; init; }

    /// <summary>What starts its kernel.</summary>
    public BootMethod Boot { get; init; }

    /// <summary>Why it is run and started that way, in a sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>A kernel on the host, for PV GRUB or a direct start: an absolute path; null where nothing is needed.</summary>
    public string? Kernel { get; init; }

    /// <summary>An initramfs on the host, for a direct start; null for none.</summary>
    public string? Ramdisk { get; init; }

    /// <summary>The kernel's arguments, for a direct start; null for none.</summary>
    public string? KernelArguments { get; init; }

    /// <summary>Virtual processors.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>Memory in bytes.</summary>
    public long Memory { get; init; }

    /// <summary>How far its hardware clock is ahead of UTC; null where nothing is known.</summary>
    public TimeSpan? ClockOffset { get; init; }

    /// <summary>Whether HVM disks hang on AHCI, for a guest without a PV block driver; otherwise on IDE, which the guest unplugs.</summary>
    public bool UsesAhci { get; init; }

    /// <summary>Disks in boot order.</summary>
    public IReadOnlyList<DiskRecord> Disks { get; init; } = [];

    /// <summary>Network cards in order.</summary>
    public IReadOnlyList<CardRecord> Cards { get; init; } = [];

    /// <summary>How it learns of its OVF properties; null where it has none.</summary>
    public EnvironmentRecord? Environment { get; init; }

    /// <summary>What its disks are called, and the disc with its OVF environment.</summary>
    internal IEnumerable<string> Vdevs => Environment?.Vdev is { } disc ? Disks.Select(disk => disk.Vdev).Append(disc) : Disks.Select(disk => disk.Vdev);

    /// <summary>The tenant whose host it was imported to; null for nobody in particular.</summary>
    public string? Tenant { get; init; }

    /// <summary>The group (vApp) it belongs to; null for none.</summary>
    public string? Group { get; init; }

    /// <summary>When it starts among the machines of its group.</summary>
    public StartRule Start { get; init; } = new();

    /// <summary>Whether it starts with the host.</summary>
    public bool StartsWithHost { get; init; }

    /// <summary>The host of a pool that it is best started on; null for any, and with xl.</summary>
    public string? Affinity { get; init; }

    /// <summary>Whether it is started again when it stopped by itself.</summary>
    public RestartPolicy Restart { get; init; }

    /// <summary>Whether somebody wants it to run: start sets it, stop clears it, a crash leaves it; the watchdog sets it where the host has started the machine.</summary>
    public bool IsWanted { get; init; }

    /// <summary>What tells that it is well.</summary>
    public IReadOnlyList<HealthCheck> HealthChecks { get; init; } = [];

    /// <summary>Snapshots, the oldest first.</summary>
    public IReadOnlyList<SnapshotRecord> Snapshots { get; init; } = [];
}

using Appliance.Builder.Templates.Parts;
using Appliance.Formats.Machines;

namespace Appliance.Builder.Templates;

/// <summary>What a machine of an appliance is to be, with all parameters in place.</summary>
public sealed record MachineTemplate
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in words.</summary>
    public string? Description { get; init; }

    /// <summary>Whence every identity and seed in it is taken: the same gives the same bytes.</summary>
    public required string Seed { get; init; }

    /// <summary>What it is built on.</summary>
    public required BaseSystem Base { get; init; }

    /// <summary>Packages of the base's distribution.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];

    /// <summary>Paths of the base that are taken away, with all below them.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>Files, folders and links, which replace what is there.</summary>
    public IReadOnlyList<PlacedFile> Files { get; init; } = [];

    /// <summary>Users, besides those of the base.</summary>
    public IReadOnlyList<UserAccount> Users { get; init; } = [];

    /// <summary>What of systemd's is switched on and off.</summary>
    public ServiceChoice Services { get; init; } = new([], [], []);

    /// <summary>Its name on the network; null to leave the base's.</summary>
    public string? HostName { get; init; }

    /// <summary>How its network cards get their addresses; empty to leave the base's way.</summary>
    public IReadOnlyList<LinkChoice> Network { get; init; } = [];

    /// <summary>Scripts that run once, at the first start, in this order: texts with their interpreter in the first line.</summary>
    public IReadOnlyList<string> FirstBoot { get; init; } = [];

    /// <summary>What cloud-init is told; null to leave it as it is.</summary>
    public CloudInitChoice? CloudInit { get; init; }

    /// <summary>Its disk.</summary>
    public required DiskLayout Disk { get; init; }

    /// <summary>Disks besides that one, for what is to outlive the system.</summary>
    public IReadOnlyList<DataDisk> DataDisks { get; init; } = [];

    /// <summary>What starts it where neither PV nor PVH does.</summary>
    public Firmware Firmware { get; init; } = Firmware.Bios;

    /// <summary>Arguments of its kernel, besides those that it needs.</summary>
    public string KernelArguments { get; init; } = "";

    /// <summary>What it runs on.</summary>
    public required HardwareChoice Hardware { get; init; }

    /// <summary>What tells that it is well: goes with the package, and is waited for when a build is tried on a host.</summary>
    public IReadOnlyList<HealthCheck> Checks { get; init; } = [];

    /// <summary>What is waited for, besides, when a build is tried on a host.</summary>
    public IReadOnlyList<HealthCheck> Tests { get; init; } = [];

    /// <summary>Commands that are run on the console, then, one after another.</summary>
    public IReadOnlyList<ConsoleTest> Commands { get; init; } = [];

    /// <summary>Who logs in on the console for them; null where it shows a shell by itself.</summary>
    public ConsoleLogin? Console { get; init; }

    /// <summary>When it starts among the machines of the appliance.</summary>
    public StartRule Start { get; init; } = new();
}

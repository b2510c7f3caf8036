using Appliance.Formats.Machines;

namespace Appliance.Converter.Inspecting;

/// <summary>What is known of a machine.</summary>
public sealed record MachineReport
{
    /// <summary>Identifier within its package.</summary>
    public required string Id { get; init; }

    /// <summary>Name to show.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in words.</summary>
    public string? Description { get; init; }

    /// <summary>The guest operating system, as claimed.</summary>
    public string? Guest { get; init; }

    /// <summary>The system that is installed on its disks; null where none was found or looked for.</summary>
    public SystemReport? System { get; init; }

    /// <summary>Why nothing can be said of its system; null where something can, or nobody looked.</summary>
    public string? SystemProblem { get; init; }

    /// <summary>Virtual processors.</summary>
    public required int Cpus { get; init; }

    /// <summary>Memory in bytes.</summary>
    public required long Memory { get; init; }

    /// <summary>What starts it.</summary>
    public required Firmware Firmware { get; init; }

    /// <summary>Whether the firmware checks signatures.</summary>
    public required bool SecureBoot { get; init; }

    /// <summary>Whether it has a virtual TPM.</summary>
    public required bool Tpm { get; init; }

    /// <summary>The hardware generations it was made for.</summary>
    public required IReadOnlyList<string> HardwareVersions { get; init; }

    /// <summary>Its disks, in the order the firmware sees them.</summary>
    public required IReadOnlyList<DiskReport> Disks { get; init; }

    /// <summary>Its network cards.</summary>
    public required IReadOnlyList<NetworkCardReport> NetworkCards { get; init; }

    /// <summary>What it can be told when it is imported (OVF properties).</summary>
    public required IReadOnlyList<PropertyReport> Properties { get; init; }

    /// <summary>How its package wants it to be told: <c>iso</c>, <c>com.vmware.guestInfo</c>.</summary>
    public required IReadOnlyList<string> PropertyTransports { get; init; }

    /// <summary>What tells that it is well, as the package says.</summary>
    public required IReadOnlyList<HealthCheck> HealthChecks { get; init; }

    /// <summary>Whether it is to be started again when it stopped by itself; null where the package does not say.</summary>
    public RestartPolicy? Restart { get; init; }

    internal static MachineReport Of(Machine machine, IReadOnlyList<DiskReport> disks) => new()
    {
        Id = machine.Id,
        Name = machine.Name,
        Description = machine.Description,
        Guest = machine.Guest.Description ?? machine.Guest.VmwareId,
        Cpus = machine.Cpus,
        Memory = machine.Memory,
        Firmware = machine.Firmware,
        SecureBoot = machine.SecureBoot,
        Tpm = machine.HasTpm,
        HardwareVersions = machine.HardwareVersions,
        Disks = disks,
        NetworkCards = [.. machine.NetworkCards.Select(card => new NetworkCardReport(card.Name, card.Network, card.Mac, card.Model))],
        Properties = PropertyReport.Of(machine.Products),
        PropertyTransports = machine.PropertyTransports,
        HealthChecks = machine.HealthChecks,
        Restart = machine.Restart,
    };
}

namespace Appliance.Formats.Machines;

/// <summary>What one package holds: a machine, or several with an order among them (a vApp).</summary>
public sealed record MachineGroup
{
    /// <summary>Name of the whole; that of the machine where there is just one.</summary>
    public required string Name { get; init; }

    /// <summary>The machines, in the order in which they start.</summary>
    public required IReadOnlyList<Machine> Machines { get; init; }

    /// <summary>What the whole is, in words.</summary>
    public string? Description { get; init; }

    /// <summary>Products of the whole.</summary>
    public IReadOnlyList<Product> Products { get; init; } = [];

    /// <summary>Licences of the whole.</summary>
    public IReadOnlyList<string> Licences { get; init; } = [];

    /// <summary>The networks that the package declares.</summary>
    public IReadOnlyList<NetworkInfo> Networks { get; init; } = [];

    /// <summary>The ways to deploy the package, for those who write it; empty where there is just one.</summary>
    public IReadOnlyList<DeploymentOption> DeploymentOptions { get; init; } = [];

    /// <summary>All disks of all machines.</summary>
    public IEnumerable<MachineDisk> Disks => Machines.SelectMany(machine => machine.Disks);
}

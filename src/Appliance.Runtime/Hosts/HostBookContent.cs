using Appliance.Runtime.Federation;

namespace Appliance.Runtime.Hosts;

/// <summary>What a <see cref="HostBook"/> is written as.</summary>
internal sealed record HostBookContent
{
    /// <summary>The version of what is written; what a newer program wrote is refused. In version 1 there were no labels and no tenants.</summary>
    public const int CurrentVersion = 2;

    /// <summary>The version of what is written.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The hosts, by name.</summary>
    public required IReadOnlyList<HostEntry> Hosts { get; init; }

    /// <summary>The tenants that have limits, by name.</summary>
    public IReadOnlyList<Tenant> Tenants { get; init => field = value ?? []; } = [];
}

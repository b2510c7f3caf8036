namespace Appliance.Runtime.Hosts;

/// <summary>A network of a host, and what it is made of.</summary>
/// <param name="Name">Its name: that of the bridge on a host with xl.</param>
/// <param name="Bridge">The bridge on the hosts.</param>
public sealed record NetworkDetails(string Name, string Bridge)
{
    /// <summary>Its UUID; null where networks have none.</summary>
    public Guid? Uuid { get; init; }

    /// <summary>Its VLAN, from 0 to 4094; null for none.</summary>
    public int? Vlan { get; init; }

    /// <summary>What connects the hosts of a pool to it; none where it is internal to each host, or where that is not told.</summary>
    public IReadOnlyList<PifReport> Pifs { get; init; } = [];

    /// <summary>Whether machines can be connected to it.</summary>
    public bool IsForMachines { get; init; } = true;
}

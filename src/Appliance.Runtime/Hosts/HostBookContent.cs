namespace Appliance.Runtime.Hosts;

/// <summary>What a <see cref="HostBook"/> is written as.</summary>
internal sealed record HostBookContent
{
    /// <summary>The version of what is written; what a newer program wrote is refused.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version of what is written.</summary>
    public required int Version { get; init; }

    /// <summary>The hosts, by name.</summary>
    public required IReadOnlyList<HostEntry> Hosts { get; init; }
}

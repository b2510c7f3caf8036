namespace Appliance.Runtime.Environments;

/// <summary>How the OVF properties of a machine will reach it.</summary>
/// <param name="Machine">The machine's name on the host.</param>
/// <param name="Properties">What it will be told.</param>
/// <param name="Vdev">What the guest sees the disc as that has all of it; null where there is none.</param>
/// <param name="HasKeys">Whether xenstore has all but secrets.</param>
public sealed record PlannedEnvironment(string Machine, IReadOnlyList<PlannedProperty> Properties, string? Vdev, bool HasKeys)
{
    /// <summary>The image of the disc, secrets and all: never shown.</summary>
    internal ReadOnlyMemory<byte>? Disc { get; init; }

    /// <summary>The keys of xenstore.</summary>
    internal IReadOnlyList<EnvironmentKey> Keys { get; init; } = [];
}

using Appliance.Runtime.Environments;

namespace Appliance.Runtime.Machines;

/// <summary>How a machine on a host learns what was chosen for it when it was imported (its OVF properties). No secrets are part of this.</summary>
public sealed record EnvironmentRecord
{
    /// <summary>What the guest sees the disc with its OVF environment as: <c>hdd</c>, <c>xvdb</c>; null where it has none. The disc lies in the machine's folder.</summary>
    public string? Vdev { get; init; }

    /// <summary>What each of its domains finds in xenstore.</summary>
    public IReadOnlyList<EnvironmentKey> Keys { get; init; } = [];
}

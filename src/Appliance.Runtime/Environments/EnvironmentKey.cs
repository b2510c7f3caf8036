namespace Appliance.Runtime.Environments;

/// <summary>A key that a guest finds in xenstore.</summary>
/// <param name="Path">Its path below that of the domain: <c>vm-data/ovf/hostname</c>.</param>
/// <param name="Value">The value, which is no secret.</param>
public sealed record EnvironmentKey(string Path, string Value);

namespace Appliance.Runtime.Environments;

/// <summary>A property as it will reach a machine, to be shown.</summary>
/// <param name="Key">Its full key.</param>
/// <param name="Value">The value; three stars for a secret.</param>
public sealed record PlannedProperty(string Key, string Value);

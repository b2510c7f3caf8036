namespace Appliance.Formats.Ovf;

/// <summary>A machine as an OVF environment tells of it.</summary>
/// <param name="Id">Its identifier within its package.</param>
/// <param name="Properties">Full keys and values, in the package's order.</param>
public sealed record OvfEntity(string Id, IReadOnlyList<KeyValuePair<string, string>> Properties);

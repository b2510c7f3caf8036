namespace Appliance.Runtime.Hosts;

/// <summary>A network of a host that machines can be connected to.</summary>
/// <param name="Bridge">The bridge.</param>
/// <param name="IsOpenVswitch">Whether it is Open vSwitch's; only there VLANs can be named.</param>
/// <param name="IsUp">Whether it is up.</param>
public sealed record NetworkReport(string Bridge, bool IsOpenVswitch, bool IsUp);

namespace Appliance.Runtime.Hosts;

/// <summary>A physical interface (PIF) of a host in a pool, or a VLAN on one, that connects the host to a network.</summary>
/// <param name="Host">The host's name.</param>
/// <param name="Device">The interface: <c>eth0</c>, <c>bond0</c>.</param>
/// <param name="Uuid">Its UUID.</param>
/// <param name="IsConnected">Whether it is plugged in.</param>
public sealed record PifReport(string Host, string Device, Guid Uuid, bool IsConnected);

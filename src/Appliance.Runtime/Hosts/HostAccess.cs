namespace Appliance.Runtime.Hosts;

/// <summary>What a connection to a host may make use of.</summary>
/// <param name="MayAsk">Whether questions may be asked on the terminal: by ssh, or for a password.</param>
/// <param name="TakesSharedPassword">Whether <c>APPLIANCE_PASSWORD</c> is meant for it: the user has named this host, and no other.</param>
public sealed record HostAccess(bool MayAsk, bool TakesSharedPassword);

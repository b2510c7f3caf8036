namespace Appliance.Runtime.Hosts;

/// <summary>How a host is spoken to.</summary>
public enum HostScheme
{
    /// <summary>xl on this machine.</summary>
    Xl,

    /// <summary>xl on another machine, over the system's ssh.</summary>
    XlSsh,
}

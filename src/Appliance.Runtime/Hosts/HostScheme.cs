namespace Appliance.Runtime.Hosts;

/// <summary>How a host is spoken to.</summary>
public enum HostScheme
{
    /// <summary>xl on this machine.</summary>
    Xl,

    /// <summary>xl on another machine, over the system's ssh.</summary>
    XlSsh,

    /// <summary>xapi of a pool, over TLS: Xen Cloud Platform, XenServer, XCP-ng.</summary>
    Xapi,

    /// <summary>xapi of a pool without encryption, for what is reached over a wire that nobody else is on.</summary>
    XapiPlain,
}

namespace Appliance.Runtime.Hosts;

/// <summary>What a host is, has and has left.</summary>
public sealed record HostReport
{
    /// <summary>The host, as the user calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Its address.</summary>
    public required string Address { get; init; }

    /// <summary>Its own name.</summary>
    public string HostName { get; init; } = "";

    /// <summary>Xen's version: <c>4.17.7</c>.</summary>
    public string XenVersion { get; init; } = "";

    /// <summary>The control domain's kernel.</summary>
    public string Kernel { get; init; } = "";

    /// <summary>Processors.</summary>
    public int Cpus { get; init; }

    /// <summary>Memory in bytes.</summary>
    public long Memory { get; init; }

    /// <summary>Memory that no domain has, in bytes.</summary>
    public long FreeMemory { get; init; }

    /// <summary>The same of each host of a pool, in no order; empty for a host that stands alone.</summary>
    public IReadOnlyList<long> FreeMemoryOfHosts { get; init; } = [];

    /// <summary>The load of the control domain over a minute.</summary>
    public double Load { get; init; }

    /// <summary>What kinds of domains it can run, by the words of xl: <c>pv hvm hap pvh</c>.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Loaders and firmware that are installed there, by the paths of their files.</summary>
    public IReadOnlyList<string> Loaders { get; init; } = [];

    /// <summary>UEFI firmware among <see cref="Loaders"/> that is made for Xen: it starts as an ELF file does, so that Xen can load it by itself.</summary>
    public IReadOnlyList<string> XenFirmware { get; init; } = [];

    /// <summary>Storage pools.</summary>
    public IReadOnlyList<PoolReport> Pools { get; init; } = [];

    /// <summary>Networks that machines can be connected to.</summary>
    public IReadOnlyList<NetworkReport> Networks { get; init; } = [];
}

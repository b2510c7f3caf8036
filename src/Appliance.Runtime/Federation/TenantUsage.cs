namespace Appliance.Runtime.Federation;

/// <summary>What the machines of a tenant have, over all its hosts.</summary>
/// <param name="Tenant">The tenant, and what is allowed.</param>
/// <param name="Hosts">The hosts that were counted.</param>
/// <param name="Used">What its machines have, imports that are under way among them.</param>
public sealed record TenantUsage(Tenant Tenant, IReadOnlyList<string> Hosts, Amounts Used)
{
    /// <summary>What would be too much, a sentence each with what is used, asked and allowed; none where all fits.</summary>
    /// <param name="asked">What comes in addition.</param>
    public IReadOnlyList<string> Excess(Amounts asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        return
        [
            .. Excess("machines", Used.Machines, asked.Machines, Tenant.MaxMachines, static count => $"{count}"),
            .. Excess("memory", Used.Memory, asked.Memory, Tenant.MaxMemory, ByteText.Of),
            .. Excess("CPUs", Used.Cpus, asked.Cpus, Tenant.MaxCpus, static count => $"{count}"),
            .. Excess("storage", Used.Storage, asked.Storage, Tenant.MaxStorage, ByteText.Of),
        ];
    }

    private static IEnumerable<string> Excess(string what, long used, long asked, long? allowed, Func<long, string> show)
        => allowed is { } most && asked > most - used ? [$"{what}: {show(used)} used, {show(asked)} asked for, {show(most)} allowed"] : [];
}

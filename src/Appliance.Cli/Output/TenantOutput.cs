using Appliance.Runtime.Federation;
using static Appliance.Cli.Output.TextOutput;

namespace Appliance.Cli.Output;

/// <summary>Prints tenants, for people or as JSON.</summary>
internal static class TenantOutput
{
    /// <summary>What tenant list shows.</summary>
    public static void Write(IReadOnlyList<Tenant> tenants, bool json)
    {
        if (json)
        {
            JsonOutput.Write(tenants, JsonTypes.Default.IReadOnlyListTenant);
            return;
        }

        foreach (Tenant tenant in tenants)
        {
            Write(tenant, json);
        }
    }

    /// <summary>What tenant set shows.</summary>
    public static void Write(Tenant tenant, bool json)
    {
        if (json)
        {
            JsonOutput.Write(tenant, JsonTypes.Default.Tenant);
            return;
        }

        Line($"{tenant.Name}: {(tenant.HasLimits ? string.Join(", ", Limits(tenant)) : "no limits")}");
    }

    /// <summary>What tenant show shows.</summary>
    public static void Write(TenantUsage usage, bool json)
    {
        if (json)
        {
            JsonOutput.Write(usage, JsonTypes.Default.TenantUsage);
            return;
        }

        (Tenant tenant, IReadOnlyList<string> hosts, Amounts used) = usage;
        Line($"{tenant.Name}: {(hosts.Count == 0 ? "no hosts" : string.Join(", ", hosts))}");
        Line($"  machines  {used.Machines}{Of($"{tenant.MaxMachines}")}");
        Line($"  memory    {Bytes.Show(used.Memory)}{Of(tenant.MaxMemory is { } memory ? Bytes.Show(memory) : "")}");
        Line($"  CPUs      {used.Cpus}{Of($"{tenant.MaxCpus}")}");
        Line($"  storage   {Bytes.Show(used.Storage)}{Of(tenant.MaxStorage is { } storage ? Bytes.Show(storage) : "")}");
    }

    private static string Of(string allowed) => allowed.Length == 0 ? ", no limit" : $" of {allowed}";

    private static IEnumerable<string> Limits(Tenant tenant)
    {
        if (tenant.MaxMachines is { } machines)
        {
            yield return $"{machines} machines";
        }

        if (tenant.MaxMemory is { } memory)
        {
            yield return $"{Bytes.Show(memory)} of memory";
        }

        if (tenant.MaxCpus is { } cpus)
        {
            yield return $"{cpus} CPUs";
        }

        if (tenant.MaxStorage is { } storage)
        {
            yield return $"{Bytes.Show(storage)} of disks";
        }
    }
}

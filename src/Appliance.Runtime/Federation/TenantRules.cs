using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Federation;

/// <summary>What an entry of a tenant may say.</summary>
internal static class TenantRules
{
    /// <summary>The entry, if all is well with it.</summary>
    /// <exception cref="FormatException">It is not; the message says what.</exception>
    public static Tenant Check(Tenant tenant)
    {
        HostRules.CheckName(tenant.Name, "a tenant");
        return (tenant.MaxMachines ?? 0, tenant.MaxMemory ?? 0, tenant.MaxCpus ?? 0, tenant.MaxStorage ?? 0) is ( >= 0, >= 0, >= 0, >= 0)
            ? tenant : throw new FormatException($"tenant {tenant.Name}: a limit is below zero");
    }
}

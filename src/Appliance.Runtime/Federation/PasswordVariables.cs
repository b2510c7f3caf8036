using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Federation;

/// <summary>The variables of the environment that may hold the password of a host: none of them is ever read for a host of another tenant.</summary>
public static class PasswordVariables
{
    /// <summary>The password of the one host that a command names.</summary>
    public const string Shared = "APPLIANCE_PASSWORD";

    private const string HostPrefix = $"{Shared}_HOST_";
    private const string TenantPrefix = $"{Shared}_TENANT_";

    /// <summary>The variables of a host, the narrowest first. A host that is not saved has none of its own: its name is only that of a machine.</summary>
    public static IReadOnlyList<string> For(HostEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.IsUnsaved ? [] : entry.Tenant is { } tenant ? [OfHost(entry.Name), OfTenant(tenant)] : [OfHost(entry.Name)];
    }

    /// <summary>The variable of a saved host: <c>APPLIANCE_PASSWORD_HOST_POOL_1</c> for pool-1.</summary>
    public static string OfHost(string name) => HostPrefix + Word(name);

    /// <summary>The variable of a tenant's hosts: <c>APPLIANCE_PASSWORD_TENANT_ACME</c> for acme.</summary>
    public static string OfTenant(string name) => TenantPrefix + Word(name);

    private static string Word(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
}

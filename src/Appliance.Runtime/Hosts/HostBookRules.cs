using Appliance.Runtime.Federation;

namespace Appliance.Runtime.Hosts;

/// <summary>What the entries of a <see cref="HostBook"/> may say together.</summary>
internal static class HostBookRules
{
    private const int MaxHosts = 1000;
    private const int MaxTenants = 1000;

    /// <summary>The content, if all is well with it.</summary>
    /// <exception cref="FormatException">It is not; the message says what.</exception>
    public static HostBookContent Check(HostBookContent content)
    {
        Bound(content.Hosts.Count, MaxHosts, "hosts");
        Bound(content.Tenants.Count, MaxTenants, "tenants");
        RefuseTwins(content.Hosts.Select(host => host.Name), "hosts");
        RefuseTwins(content.Tenants.Select(tenant => tenant.Name), "tenants");
        HostEntry[] hosts = [.. content.Hosts.Select(HostRules.Check)];
        Tenant[] tenants = [.. content.Tenants.Select(TenantRules.Check)];
        RefuseSharedVariables(hosts, tenants);
        return content with { Hosts = hosts, Tenants = tenants };
    }

    private static void Bound(int count, int most, string what)
    {
        if (count > most)
        {
            throw new FormatException($"{count} {what} are more than {most}");
        }
    }

    private static void RefuseTwins(IEnumerable<string> names, string what)
    {
        if (names.GroupBy(name => name).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
        {
            throw new FormatException($"there are two {what} called {twice.Key}");
        }
    }

    // Who may hear a password must not hang on whether a name has a dash or an underscore.
    private static void RefuseSharedVariables(HostEntry[] hosts, Tenant[] tenants)
    {
        IEnumerable<(string Variable, string Name, string Owner)> ofHosts = hosts.Select(host => (PasswordVariables.OfHost(host.Name), host.Name, host.Tenant ?? ""));
        IEnumerable<(string Variable, string Name, string Owner)> ofTenants = hosts.Select(host => host.Tenant).OfType<string>().Concat(tenants.Select(tenant => tenant.Name))
            .Select(name => (PasswordVariables.OfTenant(name), name, name));
        if (ofHosts.Concat(ofTenants).GroupBy(each => each.Variable).FirstOrDefault(same => same.Select(each => each.Owner).Distinct().Skip(1).Any()) is { } shared)
        {
            throw new FormatException($"{string.Join(" and ", shared.Select(each => each.Name).Distinct())} would share the password of {shared.Key}, and belong to different tenants; take another name for one of them");
        }
    }
}

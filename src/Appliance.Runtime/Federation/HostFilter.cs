using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Federation;

/// <summary>Which of the saved hosts are meant.</summary>
/// <param name="Labels">Labels that a host has to have, all of them; a key alone means any value.</param>
/// <param name="Tenant">Whose it has to be; null for anybody's.</param>
public sealed record HostFilter(HostLabels Labels, string? Tenant)
{
    /// <summary>Whether a host is meant.</summary>
    public bool Matches(HostEntry host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return (Tenant is null || host.Tenant == Tenant) && Labels.Texts.All(host.Labels.Has);
    }
}

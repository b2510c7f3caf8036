using Appliance.Runtime.Xapi.Sessions;

namespace Appliance.Runtime.Xapi.Records;

/// <summary>Whose a machine of a pool is: a key of its <c>other_config</c>, which clones take along.</summary>
internal static class TenantMark
{
    /// <summary>The key.</summary>
    public const string Key = "appliance_tenant";

    /// <summary>Marks machines that have no such mark yet.</summary>
    /// <param name="session">The session.</param>
    /// <param name="machines">Their references.</param>
    /// <param name="tenant">The tenant; null for none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task PutAsync(XapiSession session, IReadOnlyList<string> machines, string? tenant, CancellationToken cancellationToken)
    {
        foreach (string machine in tenant is null ? [] : machines)
        {
            await session.CallAsync("VM.add_to_other_config", [machine, Key, tenant!], cancellationToken);
        }
    }
}

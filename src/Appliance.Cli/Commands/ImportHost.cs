using Appliance.Cli.Output;
using Appliance.Runtime;
using Appliance.Runtime.Federation;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;

namespace Appliance.Cli.Commands;

/// <summary>The host that machines are imported to, named or chosen, and what its tenant may have there.</summary>
/// <param name="Entry">The host.</param>
/// <param name="Placement">Why this one; null where the user has named it.</param>
internal sealed record ImportHost(HostEntry Entry, PlacementResult? Placement)
{
    /// <summary>Chooses a host, and tells why.</summary>
    /// <param name="wish">What it has to be like.</param>
    /// <param name="needs">What the machines take.</param>
    /// <param name="options">How they are imported.</param>
    /// <param name="quiet">Whether to tell only errors.</param>
    /// <param name="tellsRefused">Whether to tell why not the others.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">None fits.</exception>
    public static async Task<ImportHost> ChooseAsync(
        PlacementWish wish, ImportNeeds needs, ImportOptions options, bool quiet, bool tellsRefused, CancellationToken cancellationToken)
    {
        PlacementResult result = await new Placement(wish, needs, options).ChooseAsync(HostChoice.Book.List(), OpenUnnamedAsync, cancellationToken);
        foreach (HostRefusal refused in result.Refused.Where(refused => tellsRefused || result.Chosen is null || (refused.IsOutOfReach && !quiet)))
        {
            Terminal.WriteError(refused.IsOutOfReach ? $"warning: {refused.Host} does not answer, and does not count: {refused.Reason}" : $"{refused.Host}: {refused.Reason}");
        }

        if (result.Chosen is not { } chosen)
        {
            throw new HostException($"--place {wish.Text}", $"{result.Reason}; ask for less, or name a host with --host");
        }

        if (!quiet)
        {
            Terminal.WriteError(result.Reason);
        }

        return new ImportHost(chosen.Host, result);
    }

    /// <summary>How machines are imported there.</summary>
    public ImportOptions Complete(ImportOptions options)
        => options with { Tenant = Entry.Tenant, Pool = Placement?.Chosen?.Pool ?? options.Pool };

    /// <summary>Connects to it; the caller disposes it.</summary>
    public Task<IXenHost> OpenAsync(CancellationToken cancellationToken) => OpenAsync(Entry, cancellationToken);

    /// <summary>Refuses what its tenant may not have, and has the rest count from now on.</summary>
    /// <param name="measure">Measures what the machines take.</param>
    /// <param name="isPlanOnly">Whether nothing will be made.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The claim, to be disposed when the machines are there; null for none.</returns>
    /// <exception cref="HostException">It would be too much, or cannot be counted.</exception>
    public async Task<QuotaClaim?> ClaimAsync(Func<Task<ImportNeeds>> measure, bool isPlanOnly, CancellationToken cancellationToken)
    {
        if (Entry.Tenant is null || HostChoice.Book.ListTenants().FirstOrDefault(tenant => tenant.Name == Entry.Tenant) is not { HasLimits: true } tenant)
        {
            return null;
        }

        ImportNeeds needs = await measure();
        var fleet = new Fleet([.. HostChoice.Book.List().Where(host => host.Tenant == tenant.Name)], OpenAsync);
        var quota = new TenantQuota(tenant, fleet, QuotaClaims.Beside(HostBook.DefaultPath, tenant.Name));
        if (isPlanOnly)
        {
            await quota.CheckAsync(needs, cancellationToken);
            return null;
        }

        return await quota.ClaimAsync(Entry.Name, needs, cancellationToken);
    }

    private Task<IXenHost> OpenAsync(HostEntry host, CancellationToken cancellationToken)
        => Placement is null && host.Name == Entry.Name ? HostChoice.OpenAsync(host, cancellationToken) : OpenUnnamedAsync(host, cancellationToken);

    private static Task<IXenHost> OpenUnnamedAsync(HostEntry host, CancellationToken cancellationToken) => XenHosts.OpenAsync(host, mayAsk: false, cancellationToken);
}

using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Federation;

/// <summary>Keeps what is allowed to a tenant over all its hosts: counts what is there, and what imports of this user are about to make.</summary>
/// <param name="tenant">The tenant.</param>
/// <param name="fleet">All its hosts.</param>
/// <param name="claims">What imports are about to make.</param>
public sealed class TenantQuota(Tenant tenant, Fleet fleet, QuotaClaims claims)
{
    /// <summary>What its machines have. One that is damaged counts as a machine, and nobody knows what it has.</summary>
    /// <exception cref="HostException">A host does not answer, so that its machines cannot be counted.</exception>
    public async Task<TenantUsage> CountAsync(CancellationToken cancellationToken)
    {
        // Before the hosts are asked: what is done by then is on its host, and what is not is still claimed.
        IReadOnlyList<ClaimedMachine> claimed = claims.Read();
        IReadOnlyList<HostAnswer<IReadOnlyList<MachineStatus>>> answers = await fleet.AskAsync((_, host, cancel) => host.ListAsync(cancel), cancellationToken);
        if (answers.FirstOrDefault(answer => answer.Problem is not null) is { } silent)
        {
            string name = silent.Host.Name;
            throw new HostException($"tenant {tenant.Name}", null,
                $"its machines cannot be counted, since a host does not answer ({silent.Problem!.Message}); bring it back, take it from the tenant with appliance host set {name} --no-tenant, or lift the limits with appliance tenant set", silent.Problem);
        }

        IEnumerable<Amounts> there = answers.SelectMany(answer => answer.Value!.Select(machine => (answer.Host, Machine: machine)))
            .Where(each => OwnerOf(each.Machine, each.Host) == tenant.Name && !claimed.Any(claim => claim.Is(each.Host.Name, each.Machine.Record.Name)))
            // Two entries may be the same pool.
            .DistinctBy(each => each.Machine.Record.Uuid == Guid.Empty ? $"{each.Host.Name}/{each.Machine.Record.Name}" : $"{each.Machine.Record.Uuid}")
            .Select(each => Of(each.Machine));
        return new TenantUsage(tenant, [.. fleet.Hosts.Select(host => host.Name)], Amounts.Sum([.. there, .. claimed.Select(claim => claim.Amounts)]));
    }

    /// <summary>Refuses what would be too much.</summary>
    /// <param name="needs">What is to be imported.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">It would; the message tells what is used, asked and allowed. Or a host does not answer.</exception>
    public async Task CheckAsync(ImportNeeds needs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(needs);
        if (tenant.HasLimits && (await CountAsync(cancellationToken)).Excess(needs.Total) is { Count: > 0 } excess)
        {
            throw new HostException($"tenant {tenant.Name}", $"{string.Join("; ", excess)}: remove machines, or allow more with appliance tenant set {tenant.Name}");
        }
    }

    /// <summary>Refuses what would be too much, and otherwise has it count for everybody else from now on. Two imports do not both get what is left for one.</summary>
    /// <param name="host">The host that it goes to, as the user calls it.</param>
    /// <param name="needs">What is to be imported.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The claim, to be disposed when the machines are there, or do not come; null where nothing is limited.</returns>
    /// <exception cref="HostException">It would be too much, or a host does not answer.</exception>
    public async Task<QuotaClaim?> ClaimAsync(string host, ImportNeeds needs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(needs);
        if (!tenant.HasLimits)
        {
            return null;
        }

        using IDisposable held = await claims.LockAsync(cancellationToken);
        await CheckAsync(needs, cancellationToken);
        return claims.Add([.. needs.Machines.Select(machine => new ClaimedMachine(host, machine.Name, machine.Amounts))]);
    }

    /// <summary>Whose a machine is: what its mark says, and without one whose its host is.</summary>
    private static string? OwnerOf(MachineStatus machine, HostEntry host) => machine.Record.Tenant ?? host.Tenant;

    private static Amounts Of(MachineStatus machine)
        => machine.State is MachineState.Damaged or MachineState.Unfinished ? Amounts.None with { Machines = 1 } : Amounts.Of(machine.Record);
}

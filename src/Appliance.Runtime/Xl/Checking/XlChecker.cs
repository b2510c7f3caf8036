using Appliance.Runtime.Hosts;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Checking;

/// <summary>Finds what crashes and cut connections have left on a host, and cleans it. What somebody works on is left alone.</summary>
/// <param name="host">The host.</param>
internal sealed class XlChecker(XlContext host)
{
    /// <summary>What is half-done.</summary>
    public async Task<IReadOnlyList<HostFinding>> CheckAsync(CancellationToken cancellationToken) =>
        [.. (await FindAsync(cancellationToken)).Select(found => found.Finding)];

    /// <summary>Cleans it, and looks again.</summary>
    /// <returns>What was found, and whether it is cleaned.</returns>
    /// <exception cref="HostException">Something could not be cleaned; all else is.</exception>
    public async Task<IReadOnlyList<HostFinding>> RepairAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<Leftover> found = await FindAsync(cancellationToken);
        var problems = new List<HostException>();
        foreach (Leftover leftover in found)
        {
            try
            {
                await (leftover.Repair?.Invoke(cancellationToken) ?? Task.CompletedTask);
            }
            catch (HostException e)
            {
                problems.Add(e);
            }
        }

        return problems.Count == 0 ? await TellAsync(found, cancellationToken) : throw HostFailures.Join(host.Name, problems);
    }

    private async Task<IReadOnlyList<HostFinding>> TellAsync(IReadOnlyList<Leftover> found, CancellationToken cancellationToken)
    {
        // A repair acts on what is there by then, and may leave it.
        IReadOnlyList<Leftover> left = found.Any(leftover => leftover.Repair is not null) ? await FindAsync(cancellationToken) : found;
        return [.. found.Select(leftover => leftover.Finding with { IsCleaned = !left.Any(leftover.IsSameAs) })];
    }

    private async Task<IReadOnlyList<Leftover>> FindAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredMachine> machines = await host.Records.ListAsync(cancellationToken);
        IReadOnlyList<XlDomain> domains = await host.Domains.ListAsync(cancellationToken);
        var check = new MachineCheck(host);
        return
        [
            .. machines.SelectMany(machine => check.Find(machine, domains)),
            .. DomainCheck.Find(machines, domains),
            .. await new AutostartCheck(host, machines).FindAsync(cancellationToken),
            .. await new VolumeCheck(host, machines, domains).FindAsync(cancellationToken),
            .. await new FileCheck(host).FindAsync(cancellationToken),
            .. await KeptCheck.FindAsync(host, cancellationToken),
        ];
    }
}

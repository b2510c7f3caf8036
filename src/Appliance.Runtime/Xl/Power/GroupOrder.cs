using System.Collections.Concurrent;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Power;

/// <summary>The machines of a group, started in their order and stopped in reverse (OVF StartupSection). Those of one order go side by side.</summary>
/// <param name="host">The host.</param>
internal sealed class GroupOrder(XlContext host)
{
    // Each takes two sessions of the one connection, of which OpenSSH's server allows ten.
    private const int MostAtOnce = 4;

    /// <summary>The machines of a group that are not yet in a state; null where the name is a machine's, or nobody's.</summary>
    /// <param name="name">A name that the user gave.</param>
    /// <param name="goal">The state that the group is to be in.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    public async Task<IReadOnlyList<MachineRecord>?> FindAsync(string name, MachineState goal, CancellationToken cancellationToken)
    {
        if (await host.Records.FindGroupAsync(name, cancellationToken) is not { } members)
        {
            return null;
        }

        IReadOnlyList<XlDomain> domains = await host.Domains.ListAsync(cancellationToken);
        return [.. members.Where(member => MachineStates.Of(member, XlDomains.Of(member.Record!.Uuid, domains)) != goal).Select(member => member.Record!)];
    }

    /// <summary>Starts those that start with the group: a lower order first, equal ones together, and the delay that each asks for.</summary>
    /// <exception cref="HostException">Some did not start; those of a later order were not tried.</exception>
    public async Task StartAsync(IEnumerable<MachineRecord> members, Func<string, Task> start, CancellationToken cancellationToken)
    {
        foreach (IGrouping<int, MachineRecord> step in members.Where(member => member.Start.Starts).GroupBy(member => member.Start.Order).OrderBy(step => step.Key))
        {
            IReadOnlyCollection<HostException> problems = await TogetherAsync(step, start, cancellationToken);
            if (problems.Count > 0)
            {
                throw HostFailures.Join(host.Name, problems);
            }

            await Task.Delay(step.Max(member => member.Start.StartDelay), host.Time, cancellationToken);
        }
    }

    /// <summary>Stops all, the other way round. One that does not stop keeps no other from it.</summary>
    /// <returns>Whether all went down by themselves.</returns>
    /// <exception cref="HostException">Some did not stop.</exception>
    public async Task<bool> StopAsync(IEnumerable<MachineRecord> members, Func<string, Task<bool>> stop, CancellationToken cancellationToken)
    {
        var problems = new List<HostException>();
        var forced = new ConcurrentQueue<string>();
        foreach (IGrouping<int, MachineRecord> step in members.GroupBy(member => member.Start.Order).OrderByDescending(step => step.Key))
        {
            problems.AddRange(await TogetherAsync(step, StopOneAsync, cancellationToken));
            await Task.Delay(step.Max(member => member.Start.StopDelay), host.Time, cancellationToken);
        }

        return problems.Count == 0 ? forced.IsEmpty : throw HostFailures.Join(host.Name, problems);

        async Task StopOneAsync(string name)
        {
            if (!await stop(name))
            {
                forced.Enqueue(name);
            }
        }
    }

    /// <summary>Does the same to machines, side by side.</summary>
    /// <returns>What the host refused.</returns>
    private static async Task<IReadOnlyCollection<HostException>> TogetherAsync(
        IEnumerable<MachineRecord> members, Func<string, Task> act, CancellationToken cancellationToken)
    {
        var problems = new ConcurrentQueue<HostException>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(members, options, async (member, _) =>
        {
            try
            {
                await act(member.Name);
            }
            catch (HostException e)
            {
                problems.Enqueue(e);
            }
        });
        return problems;
    }
}

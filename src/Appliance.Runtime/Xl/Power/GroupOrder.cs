using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Power;

/// <summary>The machines of a group, started in their order and stopped in reverse (OVF StartupSection).</summary>
/// <param name="host">The host.</param>
internal sealed class GroupOrder(XlContext host)
{
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

        Dictionary<Guid, XlDomain> domains = (await host.Domains.ListAsync(cancellationToken)).ToDictionary(domain => domain.Uuid);
        return [.. members.Where(member => MachineStates.Of(member, domains.GetValueOrDefault(member.Record!.Uuid)) != goal).Select(member => member.Record!)];
    }

    /// <summary>Starts those that start with the group: a lower order first, equal ones together, and the delay that each asks for.</summary>
    public async Task StartAsync(IEnumerable<MachineRecord> members, Func<string, Task> start, CancellationToken cancellationToken)
    {
        foreach (IGrouping<int, MachineRecord> step in members.Where(member => member.Start.Starts).GroupBy(member => member.Start.Order).OrderBy(step => step.Key))
        {
            foreach (MachineRecord member in step)
            {
                await start(member.Name);
            }

            await Task.Delay(step.Max(member => member.Start.StartDelay), host.Time, cancellationToken);
        }
    }

    /// <summary>Stops all, the other way round. One that does not stop keeps no other from it.</summary>
    /// <returns>Whether all went down by themselves.</returns>
    public async Task<bool> StopAsync(IEnumerable<MachineRecord> members, Func<string, Task<bool>> stop, CancellationToken cancellationToken)
    {
        var problems = new List<HostException>();
        bool isClean = true;
        foreach (IGrouping<int, MachineRecord> step in members.GroupBy(member => member.Start.Order).OrderByDescending(step => step.Key))
        {
            foreach (MachineRecord member in step)
            {
                try
                {
                    isClean &= await stop(member.Name);
                }
                catch (HostException e)
                {
                    problems.Add(e);
                }
            }

            await Task.Delay(step.Max(member => member.Start.StopDelay), host.Time, cancellationToken);
        }

        return problems.Count == 0 ? isClean : throw new HostException(host.Name, string.Join("; ", problems.Select(e => e.Message)));
    }
}

using Appliance.Runtime.Hosts;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Power;

/// <summary>Start, stop and all between, in a pool. A vApp's name stands for its machines, in their order.</summary>
/// <param name="pool">The pool.</param>
internal sealed class XapiPowerVerbs(XapiContext pool) : IPowerVerbs
{
    private readonly XapiPower _power = new(pool.Session, pool.Tasks, pool.Time);

    /// <inheritdoc/>
    public async Task StartAsync(string machine, bool isPaused, CancellationToken cancellationToken)
    {
        XapiVm? vm = await pool.TryFindAsync(machine, cancellationToken);
        if (vm is null && await GroupAsync(machine, cancellationToken) is { } group)
        {
            await pool.Tasks.RunAsync("VM_appliance.start", [group, isPaused], cancellationToken);
        }
        else
        {
            await _power.StartAsync(vm ?? throw pool.Missing(machine), isPaused, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> StopAsync(string machine, TimeSpan limit, CancellationToken cancellationToken)
    {
        XapiVm? vm = await pool.TryFindAsync(machine, cancellationToken);
        if (vm is null && await GroupAsync(machine, cancellationToken) is { } group)
        {
            bool isClean = await _power.AskGroupAsync(group, limit, cancellationToken);
            if (!isClean)
            {
                await pool.Tasks.RunAsync("VM_appliance.hard_shutdown", [group], cancellationToken);
            }

            return isClean;
        }

        return await _power.StopAsync(vm ?? throw pool.Missing(machine), limit, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> RebootAsync(string machine, TimeSpan limit, CancellationToken cancellationToken)
        => await _power.RebootAsync(await pool.FindAsync(machine, cancellationToken), limit, cancellationToken);

    /// <inheritdoc/>
    public async Task PauseAsync(string machine, CancellationToken cancellationToken)
        => await _power.PauseAsync(await pool.FindAsync(machine, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task ResumeAsync(string machine, CancellationToken cancellationToken)
        => await _power.ResumeAsync(await pool.FindAsync(machine, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task SuspendAsync(string machine, CancellationToken cancellationToken)
        => await _power.SuspendAsync(await pool.FindAsync(machine, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>A pool writes down by itself what it has started.</remarks>
    public Task<bool> AdoptAsync(string machine, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>The reference of a vApp; null where there is none of the name.</summary>
    /// <exception cref="HostException">Two have the name.</exception>
    private async Task<string?> GroupAsync(string name, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> groups = (await pool.Session.CallAsync("VM_appliance.get_by_name_label", [name], cancellationToken)).Texts();
        return groups is [] ? null : groups is [string only] ? only
            : throw new HostException(pool.Name, $"has {groups.Count} vApps called {name}; name their machines, or give one another name");
    }
}

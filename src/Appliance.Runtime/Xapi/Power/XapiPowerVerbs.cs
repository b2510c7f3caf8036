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
        (XapiVm? vm, XapiGroup? group) = await new XapiGroups(pool).FindAsync(machine, cancellationToken);
        await (group?.StartAsync(_power, isPaused, cancellationToken) ?? _power.StartAsync(vm!, isPaused, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<bool> StopAsync(string machine, TimeSpan limit, CancellationToken cancellationToken)
    {
        (XapiVm? vm, XapiGroup? group) = await new XapiGroups(pool).FindAsync(machine, cancellationToken);
        return await (group?.StopAsync(_power, limit, cancellationToken) ?? _power.StopAsync(vm!, limit, cancellationToken));
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
}

using Appliance.Runtime.Xapi.Events;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Wire;

namespace Appliance.Runtime.Xapi.Tasks;

/// <summary>The states of one task, as its pool tells of them.</summary>
/// <param name="session">The session.</param>
/// <param name="task">Reference of the task.</param>
internal sealed class TaskStream(XapiSession session, string task)
{
    private readonly EventStream _events = new(session, [$"task/{task}"]);

    /// <summary>Waits for the next state; the first one comes at once.</summary>
    /// <returns>Null where nothing has changed for a while.</returns>
    /// <exception cref="XapiException">There is no such task any more, or the pool is older than events.</exception>
    public async Task<XapiTask?> NextAsync(CancellationToken cancellationToken)
    {
        EventBatch batch = await _events.NextAsync(EventStream.LongestCall, cancellationToken);
        XapiEvent? last = batch.Events.LastOrDefault(change => change.Reference == task);
        if (last is { Fields: null } || (batch.IsWhole && last is null))
        {
            throw new XapiException(session.Host, new XapiError(XapiError.HandleInvalid, ["task", task]));
        }

        return last is null ? null : XapiTask.Read(last.Fields!);
    }
}

using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Events;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Wire;

namespace Appliance.Runtime.Xapi.Tasks;

/// <summary>Waits for the end of one task: its pool tells of each change, or is asked where it is older than events.</summary>
/// <param name="session">The session.</param>
/// <param name="time">The clock.</param>
/// <param name="task">Reference of the task.</param>
internal sealed class TaskWait(XapiSession session, TimeProvider time, string task)
{
    // Most work ends at once, and a long one is in no hurry to be seen.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // So long a toolstack takes to start again; the work goes on meanwhile.
    private static readonly TimeSpan LongestOutage = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(3);

    private readonly EventStream _events = new(session, [$"task/{task}"]);

    /// <summary>Whether a pool that does not answer is asked again for a while; default false.</summary>
    public bool IsPatient { get; init; }

    /// <summary>Waits for its end.</summary>
    /// <param name="progress">Is told how far it is, from 0 to 1.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>It as it ended.</returns>
    /// <exception cref="XapiException">It is not there any more.</exception>
    public async Task<XapiTask> RunAsync(Action<double>? progress, CancellationToken cancellationToken)
    {
        long heard = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await TryAsync(at => { heard = time.GetTimestamp(); progress?.Invoke(at); }, cancellationToken);
            }
            catch (HostException e) when (IsPatient && e.Code is null && time.GetElapsedTime(heard) < LongestOutage + EventStream.LongestCall)
            {
                await Task.Delay(BetweenTries, time, cancellationToken);
            }
        }
    }

    private async Task<XapiTask> TryAsync(Action<double> progress, CancellationToken cancellationToken)
    {
        try
        {
            return await FollowAsync(progress, cancellationToken);
        }
        catch (XapiException e) when (e.Error.Code == XapiError.MethodUnknown)
        {
            return await AskAsync(progress, cancellationToken);
        }
    }

    private async Task<XapiTask> FollowAsync(Action<double> progress, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await NextAsync(cancellationToken) is not { } state)
            {
                // Nothing may have come at once.
                await Task.Delay(ShortestPause, time, cancellationToken);
                continue;
            }

            progress(state.Progress);
            if (!state.IsPending)
            {
                return state;
            }
        }
    }

    /// <summary>Waits for the next state; the first one comes at once.</summary>
    /// <returns>Null where nothing has changed for a while.</returns>
    private async Task<XapiTask?> NextAsync(CancellationToken cancellationToken)
    {
        EventBatch batch = await _events.NextAsync(EventStream.LongestCall, cancellationToken);
        XapiEvent? last = batch.Events.LastOrDefault(change => change.Reference == task);
        if (last is { Fields: null } || (batch.IsWhole && last is null))
        {
            throw new XapiException(session.Host, new XapiError(XapiError.HandleInvalid, ["task", task]));
        }

        return last is null ? null : XapiTask.Read(last.Fields!);
    }

    private async Task<XapiTask> AskAsync(Action<double> progress, CancellationToken cancellationToken)
    {
        for (TimeSpan pause = ShortestPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var state = XapiTask.Read((XmlRpcStruct)await session.CallAsync("task.get_record", [task], cancellationToken));
            progress(state.Progress);
            if (!state.IsPending)
            {
                return state;
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }
}

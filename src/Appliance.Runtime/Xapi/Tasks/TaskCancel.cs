using Appliance.Runtime.Xapi.Sessions;

namespace Appliance.Runtime.Xapi.Tasks;

/// <summary>Has a host give up one task, and waits until it has, so that what comes after finds nothing moving.</summary>
/// <param name="session">The session.</param>
/// <param name="time">The clock.</param>
/// <param name="task">Reference of the task.</param>
internal sealed class TaskCancel(XapiSession session, TimeProvider time, string task)
{
    // Xapi cancels between steps; a step of the storage may take so long.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Cancels it. That may come too late, so that it succeeds.</summary>
    /// <returns>The task as it ended; null where that is not known.</returns>
    public async Task<XapiTask?> RunAsync()
    {
        using var limit = new CancellationTokenSource(Longest, time);
        try
        {
            // Whether it can be cancelled or not: how it ends is what counts.
            Task cancel = session.CallAsync("task.cancel", [task], limit.Token);
            await cancel.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return await new TaskWait(session, time, task).RunAsync(null, limit.Token);
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
            // The pool does not tell, or it does not end.
            return null;
        }
    }
}

using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Sessions;

namespace Appliance.Runtime.Xapi.Tasks;

/// <summary>
/// What takes long is done by the host as a task, so that no connection has to last as long as the work. A task is removed
/// when its end has been seen; who gives up cancels it first.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="time">The clock.</param>
internal sealed class XapiTasks(XapiSession session, TimeProvider time)
{
    // Xapi notices at once that a connection has ended.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);

    // A task that nobody removes goes away by itself in time.
    private static readonly TimeSpan LongestRemoval = TimeSpan.FromSeconds(8);

    /// <summary>Has a method done, and waits for its end.</summary>
    /// <param name="method">Its name, without <c>Async</c>.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="cancellationToken">Cancels the work on the host, as far as it can be cancelled.</param>
    /// <returns>Its result; an empty text where it has none.</returns>
    /// <exception cref="XapiException">It failed.</exception>
    public Task<XmlRpcValue> RunAsync(string method, IReadOnlyList<XmlRpcValue> parameters, CancellationToken cancellationToken)
        => RunAsync(method, parameters, null, cancellationToken);

    /// <summary>The same, and tells how far it is.</summary>
    /// <param name="method">Its name, without <c>Async</c>.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="progress">Is told how far it is, from 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work on the host, as far as it can be cancelled.</param>
    /// <returns>Its result; an empty text where it has none.</returns>
    /// <exception cref="XapiException">It failed.</exception>
    public async Task<XmlRpcValue> RunAsync(string method, IReadOnlyList<XmlRpcValue> parameters, Action<double>? progress, CancellationToken cancellationToken)
    {
        string task = (await session.MakeAsync($"Async.{method}", parameters, cancellationToken)).Text();
        return await WatchAsync(task, progress, cancellationToken);
    }

    /// <summary>Makes a task for a transfer, which ends it.</summary>
    /// <returns>Its reference.</returns>
    public async Task<string> CreateAsync(string label, CancellationToken cancellationToken)
        => (await session.MakeAsync("task.create", [label, ""], cancellationToken)).Text();

    /// <summary>Waits for the end of a task, and removes it. What succeeds although it was given up has succeeded: its result is returned.</summary>
    /// <param name="task">Its reference.</param>
    /// <param name="progress">Is told how far it is, from 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work on the host, as far as it can be cancelled.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="XapiException">It failed.</exception>
    public async Task<XmlRpcValue> WatchAsync(string task, Action<double>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return (await WaitAsync(task, progress, cancellationToken)).Demand(session.Host);
        }
        finally
        {
            await RemoveAsync(task);
        }
    }

    /// <summary>Waits a little for the end of a task whose work was broken off, cancels it where it does not end, and removes it.</summary>
    /// <returns>What came of it; null where it did not succeed.</returns>
    /// <exception cref="XapiException">It failed: the reason why the work broke off.</exception>
    public async Task<XmlRpcValue?> EndAsync(string task, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LongestEnd, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await WatchAsync(task, null, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It has nothing to tell, and is gone.
            return null;
        }
    }

    /// <summary>Removes a task whose work nobody has taken up: a host never ends it, cancelled or not.</summary>
    public async Task DropAsync(string task)
    {
        using var limit = new CancellationTokenSource(LongestRemoval, time);
        Task end = session.CallAsync("task.set_status", [task, "failure"], limit.Token);
        await end.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await RemoveAsync(task);
    }

    /// <summary>Cancels a task that nobody wants any more, and removes it.</summary>
    /// <returns>What came of it where it succeeded all the same; null otherwise.</returns>
    public async Task<XmlRpcValue?> AbandonAsync(string task)
    {
        XapiTask? end = await new TaskCancel(session, time, task).RunAsync();
        await RemoveAsync(task);
        return end is { HasSucceeded: true } ? end.Demand(session.Host) : null;
    }

    /// <summary>Waits for an end; where that is given up, or the pool does not tell, the task is cancelled.</summary>
    private async Task<XapiTask> WaitAsync(string task, Action<double>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return await new TaskWait(session, time, task) { IsPatient = true }.RunAsync(progress, cancellationToken);
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
            if (await new TaskCancel(session, time, task).RunAsync() is { HasSucceeded: true } end)
            {
                return end;
            }

            throw;
        }
    }

    private async Task RemoveAsync(string task)
    {
        using var limit = new CancellationTokenSource(LongestRemoval, time);
        Task removal = session.CallAsync("task.destroy", [task], limit.Token);
        await removal.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

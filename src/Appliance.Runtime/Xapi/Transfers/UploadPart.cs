using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Tasks;

namespace Appliance.Runtime.Xapi.Transfers;

/// <summary>
/// One upload, from its first byte to the end of its task. Xapi answers before it reads the body: who is not let in, or sent to
/// another host, learns it first. Whether the body was taken is told by the task alone; xapi hangs up when it has what it wants.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="dialer">Opens connections.</param>
/// <param name="tasks">Watches tasks.</param>
internal sealed class UploadPart(XapiSession session, XapiDialer dialer, XapiTasks tasks) : IAsyncDisposable
{
    private readonly XapiTransfer _transfer = new(session, dialer, tasks);
    private UploadBody? _body;

    // Whether the task was, or is, waited for.
    private bool _isOver;

    /// <summary>Asks for it.</summary>
    /// <param name="target">Path and query, without session and task.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Takes the body; closed with this part.</returns>
    /// <exception cref="HostException">It is refused, or nobody answers.</exception>
    public async Task<Stream> OpenAsync(string target, CancellationToken cancellationToken)
        => _body = new UploadBody(await _transfer.OpenAsync("PUT", target, "appliance import", cancellationToken));

    /// <summary>Waits for the end of the task, when all is sent.</summary>
    /// <returns>What came of it.</returns>
    /// <exception cref="XapiException">It failed: what the task says.</exception>
    public Task<XmlRpcValue> FinishAsync(CancellationToken cancellationToken)
    {
        _isOver = true;
        return _transfer.WatchAsync(cancellationToken);
    }

    /// <summary>Ends an upload that did not come to its end, if it was not seen to end before.</summary>
    /// <param name="failure">Why it did not.</param>
    /// <param name="taken">Is told what came of it where the host has taken it all the same.</param>
    /// <param name="cancellationToken">Stops the wait for what the task tells.</param>
    /// <returns>The reason, as far as the host knows it better.</returns>
    public async Task<Exception> ExplainAsync(Exception failure, Func<XmlRpcValue, Task> taken, CancellationToken cancellationToken)
    {
        if (_isOver)
        {
            return failure;
        }

        // Who is not let in has it told by the task too.
        bool hostBrokeOff = _body?.IsBroken ?? true;
        _isOver = true;
        await CloseAsync();
        try
        {
            if (await _transfer.EndAsync(hostBrokeOff, cancellationToken) is { } late)
            {
                // What went wrong first is told; what is out of reach now is so for those who clean up, too.
                await taken(late).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (HostException e)
        {
            return e;
        }

        return failure is IOException && hostBrokeOff ? new HostException(session.Host, null, $"an upload broke off: {failure.Message}", failure) : failure;
    }

    /// <summary>Closes the connection, and gives up what did not come to its end.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (!_isOver)
        {
            _isOver = true;
            await _transfer.EndAsync(isByHost: false, CancellationToken.None);
        }
    }

    // A host reads on until the connection ends, whatever becomes of the task.
    private ValueTask CloseAsync() => _body?.DisposeAsync() ?? ValueTask.CompletedTask;
}

using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Tasks;

namespace Appliance.Runtime.Xapi.Transfers;

/// <summary>
/// Sends much to a pool over HTTP. Xapi answers before it reads the body: who is not let in, or sent to another host, learns it
/// first. Whether the body was taken is told by the task alone; xapi hangs up when it has what it wants.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="dialer">Opens connections.</param>
/// <param name="tasks">Watches tasks.</param>
internal sealed class XapiUpload(XapiSession session, XapiDialer dialer, XapiTasks tasks)
{
    /// <summary>Sends it.</summary>
    /// <param name="target">Path and query, without session and task.</param>
    /// <param name="write">Writes the body.</param>
    /// <param name="taken">Is told what came of it as soon as the host has taken it, also where the work is given up meanwhile.</param>
    /// <param name="cancellationToken">Stops the work, and waits until the host has stopped too.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="XapiException">It was refused, or failed: what the task says.</exception>
    /// <exception cref="HostException">The host does not answer.</exception>
    public async Task<XmlRpcValue> RunAsync(string target, Func<Stream, Task> write, Func<XmlRpcValue, Task> taken, CancellationToken cancellationToken)
    {
        var transfer = new XapiTransfer(session, dialer, tasks);
        // Who is not let in has it told by the task too.
        bool isWatched = false, hostBrokeOff = true;
        try
        {
            await using var body = new UploadBody(await transfer.OpenAsync("PUT", target, "appliance import", cancellationToken));
            try
            {
                await write(body);
            }
            finally
            {
                hostBrokeOff = body.IsBroken;
            }

            isWatched = true;
            XmlRpcValue result = await transfer.WatchAsync(cancellationToken);
            await taken(result);
            return result;
        }
        catch (Exception e) when (!isWatched)
        {
            if (await transfer.EndAsync(hostBrokeOff, cancellationToken) is { } late)
            {
                // What went wrong first is told; what is out of reach now is so for those who clean up, too.
                await taken(late).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (e is IOException && hostBrokeOff)
            {
                throw new HostException(session.Host, null, $"an upload broke off: {e.Message}", e);
            }

            throw;
        }
    }
}

using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Tasks;

namespace Appliance.Runtime.Xapi.Transfers;

/// <summary>
/// Fills a VDI over HTTP. Xapi answers before it reads the body: who is not let in, or sent to another host, learns it first.
/// Whether the body was taken is told by the task alone; xapi hangs up when it has what it wants.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="dialer">Opens connections.</param>
/// <param name="tasks">Watches tasks.</param>
internal sealed class VdiUpload(XapiSession session, XapiDialer dialer, XapiTasks tasks)
{
    /// <summary>Writes the data ranges of a disk; what is not written stays as it is.</summary>
    /// <param name="vdi">The VDI's reference.</param>
    /// <param name="write">Writes to a stream, with a <see cref="ChunkedRawWriter"/>.</param>
    /// <param name="cancellationToken">Stops the work; the VDI is worth nothing then.</param>
    /// <exception cref="XapiException">It was refused, or failed: what the task says.</exception>
    /// <exception cref="HostException">The host does not answer.</exception>
    public async Task RunAsync(string vdi, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        string task = await tasks.CreateAsync("appliance import", cancellationToken);
        string target = $"/import_raw_vdi?vdi={Uri.EscapeDataString(vdi)}&format=raw&chunked=true"
            + $"&session_id={Uri.EscapeDataString(session.Reference)}&task_id={Uri.EscapeDataString(task)}";
        // Who is not let in has it told by the task too.
        bool hostBrokeOff = true;
        try
        {
            await using var body = new UploadBody(await new XapiTransfer(session.Host, dialer).OpenAsync(session.Endpoint, "PUT", target, null, cancellationToken));
            try
            {
                await write(body);
            }
            finally
            {
                hostBrokeOff = body.IsBroken;
            }

            await tasks.WatchAsync(task, null, cancellationToken);
        }
        catch (IOException e) when (hostBrokeOff)
        {
            await tasks.EndAsync(task, cancellationToken);
            throw new HostException(session.Host, null, $"an upload broke off: {e.Message}", e);
        }
        catch (Exception e) when (e is not XapiException)
        {
            await (hostBrokeOff ? tasks.EndAsync(task, cancellationToken) : tasks.AbandonAsync(task));
            throw;
        }
    }
}

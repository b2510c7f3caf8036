using System.Runtime.ExceptionServices;
using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Tasks;

namespace Appliance.Runtime.Xapi.Transfers;

/// <summary>Sends much to a pool over HTTP.</summary>
/// <param name="session">The session.</param>
/// <param name="dialer">Opens connections.</param>
/// <param name="tasks">Watches tasks.</param>
internal sealed class XapiUpload(XapiSession session, XapiDialer dialer, XapiTasks tasks)
{
    /// <summary>One upload that is not asked for yet; the caller disposes it.</summary>
    public UploadPart NewPart() => new(session, dialer, tasks);

    /// <summary>Sends it in one go.</summary>
    /// <param name="target">Path and query, without session and task.</param>
    /// <param name="write">Writes the body.</param>
    /// <param name="taken">Is told what came of it as soon as the host has taken it, also where the work is given up meanwhile.</param>
    /// <param name="cancellationToken">Stops the work, and waits until the host has stopped too.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="XapiException">It was refused, or failed: what the task says.</exception>
    /// <exception cref="HostException">The host does not answer.</exception>
    public async Task<XmlRpcValue> RunAsync(string target, Func<Stream, Task> write, Func<XmlRpcValue, Task> taken, CancellationToken cancellationToken)
    {
        await using UploadPart part = NewPart();
        try
        {
            await write(await part.OpenAsync(target, cancellationToken));
            XmlRpcValue result = await part.FinishAsync(cancellationToken);
            await taken(result);
            return result;
        }
        catch (Exception e)
        {
            Exception reason = await part.ExplainAsync(e, taken, cancellationToken);
            ExceptionDispatchInfo.Throw(reason);
            throw;
        }
    }
}

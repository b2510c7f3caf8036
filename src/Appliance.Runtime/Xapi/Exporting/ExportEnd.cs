using System.Net.Sockets;
using Appliance.Formats;
using Appliance.Runtime.Xapi.Transfers;

namespace Appliance.Runtime.Xapi.Exporting;

/// <summary>How an export came to its end. A stream that breaks off has a reason, which only the task tells.</summary>
/// <param name="transfer">The export.</param>
internal sealed class ExportEnd(XapiTransfer transfer) : IAsyncDisposable
{
    private bool _isOver;

    /// <summary>Reads from the stream.</summary>
    /// <exception cref="XapiException">It broke off, and the task tells why.</exception>
    public async ValueTask<T> ExplainAsync<T>(Func<ValueTask<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (IsOfTheStream(e) && !_isOver)
        {
            // Where the stream is only damaged, the task has not ended, and has no other reason.
            _isOver = true;
            await transfer.EndAsync(isByHost: true, cancellationToken);
            throw;
        }
    }

    /// <summary>Waits for the task.</summary>
    /// <exception cref="XapiException">What came was not all.</exception>
    public async Task DemandAsync(CancellationToken cancellationToken)
    {
        _isOver = true;
        await transfer.WatchAsync(cancellationToken);
    }

    /// <summary>Gives up an export that is not over.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isOver)
        {
            _isOver = true;
            await transfer.EndAsync(isByHost: false, CancellationToken.None);
        }
    }

    /// <summary>Whether an error may be that of a stream which broke off, and not of what it is written to.</summary>
    private static bool IsOfTheStream(Exception error) => error is HostException or InvalidImageException or IOException { InnerException: SocketException };
}

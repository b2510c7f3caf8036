using System.Net;
using System.Net.Sockets;

namespace Appliance.Builder.Bases;

/// <summary>Connects to all addresses of a host at once, and takes the first that answers: of a host with two kinds of them, one may lead nowhere from here.</summary>
internal static class QuickestConnection
{
    /// <summary>Opens it.</summary>
    public static async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        using var others = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task<Socket>> left = [.. addresses.Select(address => ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), others.Token))];
        Task<Socket> first;
        do
        {
            first = await Task.WhenAny(left);
            left.Remove(first);
        }
        while (!first.IsCompletedSuccessfully && left.Count > 0);

        await others.CancelAsync();
        foreach (Task<Socket> other in left)
        {
            _ = other.ContinueWith(late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        }

        return new NetworkStream(await first, ownsSocket: true);
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Task connecting = socket.ConnectAsync(address, cancellationToken).AsTask();
        await connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!connecting.IsCompletedSuccessfully)
        {
            socket.Dispose();
        }

        await connecting;
        return socket;
    }
}

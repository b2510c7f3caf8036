using System.Net;
using System.Net.Sockets;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Watching;

/// <summary>
/// Connects to a guest. The host is asked first, since it sees the guest's network; this machine may know other machines
/// under the same private addresses, and is tried where the host has no way to them.
/// </summary>
/// <param name="host">The host.</param>
/// <param name="limit">How long to wait for an answer, on each of the two roads.</param>
/// <param name="time">The clock.</param>
internal sealed class GuestRoad(IXenHost host, TimeSpan limit, TimeProvider time)
{
    // A guest may write any number of them to xenstore.
    private const int MostAddresses = 4;

    /// <summary>Opens a connection; the caller disposes it.</summary>
    /// <param name="addresses">The guest's addresses, as it says itself: those that can only lead elsewhere are left out.</param>
    /// <param name="port">A port.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where nobody answers.</returns>
    public async Task<Stream?> ConnectAsync(IReadOnlyList<string> addresses, int port, CancellationToken cancellationToken)
    {
        List<IPAddress> usable = [.. addresses.Select(Parse).OfType<IPAddress>().Take(MostAddresses)];
        return await FirstAsync(usable, (address, token) => host.Watch.ConnectAsync(address.ToString(), port, token), cancellationToken)
            ?? await FirstAsync(usable, (address, token) => DirectConnection.OpenAsync(address.ToString(), port, token), cancellationToken);
    }

    private static IPAddress? Parse(string text)
    {
        if (!IPAddress.TryParse(text, out IPAddress? address))
        {
            return null;
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        bool isElsewhere = IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6Multicast
            || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        return isElsewhere ? null : address;
    }

    /// <summary>Asks all addresses at once; whoever answers first is taken.</summary>
    private async Task<Stream?> FirstAsync(
        IEnumerable<IPAddress> addresses, Func<IPAddress, CancellationToken, Task<Stream>> connect, CancellationToken cancellationToken)
    {
        using var limited = new CancellationTokenSource(limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limited.Token);
        Stream? first = null;
        await foreach (Task<Stream?> attempt in Task.WhenEach(addresses.Select(address => TryAsync(connect, address, stop.Token))))
        {
            if (await attempt is { } stream)
            {
                await (first?.DisposeAsync() ?? ValueTask.CompletedTask);
                first = stream;
                await stop.CancelAsync();
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        return first;
    }

    private static async Task<Stream?> TryAsync(Func<IPAddress, CancellationToken, Task<Stream>> connect, IPAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return await connect(address, cancellationToken);
        }
        catch (Exception e) when (e is HostException or SocketException or OperationCanceledException)
        {
            return null;
        }
    }
}

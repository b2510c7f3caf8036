using System.Net.Sockets;

namespace Appliance.Runtime.Shell;

/// <summary>TCP connections that start at this machine.</summary>
internal static class DirectConnection
{
    /// <summary>Opens one; the caller disposes it.</summary>
    /// <param name="address">A name or an IP address.</param>
    /// <param name="port">A port.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SocketException">Nobody answers there.</exception>
    public static async Task<Stream> OpenAsync(string address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        finally
        {
            if (!socket.Connected)
            {
                socket.Dispose();
            }
        }
    }
}

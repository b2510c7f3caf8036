using System.Net.Sockets;

namespace Appliance.Runtime.Shell;

/// <summary>TCP connections that start at this machine.</summary>
internal static class DirectConnection
{
    // In seconds: who waits for bytes of a machine that has lost its power hears of it after some two minutes.
    private const int Silence = 60;
    private const int BetweenQuestions = 15;
    private const int Questions = 4;

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
            KeepAlive(socket);
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

    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, Silence);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, BetweenQuestions);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Questions);
    }
}

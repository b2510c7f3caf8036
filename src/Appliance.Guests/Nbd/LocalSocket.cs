using System.Net.Sockets;

namespace Appliance.Guests.Nbd;

/// <summary>Listens on sockets that are files of this host.</summary>
internal static class LocalSocket
{
    /// <summary>Makes a socket that is listened on.</summary>
    /// <param name="path">The file, which is not there yet. The caller takes it away.</param>
    /// <exception cref="IOException">It cannot be made; a path of more than 107 bytes does not fit Linux's sockaddr_un.</exception>
    public static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            socket.Listen();
            return socket;
        }
        catch (Exception problem) when (problem is ArgumentOutOfRangeException or SocketException)
        {
            socket.Dispose();
            string why = problem is SocketException ? problem.Message : "its path is too long for a socket";
            throw new IOException($"{path}: cannot be listened on: {why}; set TMPDIR to a folder with a short path on a local disk", problem);
        }
    }
}

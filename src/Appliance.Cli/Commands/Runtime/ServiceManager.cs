using System.Net.Sockets;
using System.Text;

namespace Appliance.Cli.Commands.Runtime;

/// <summary>Tells systemd how a service is (sd_notify), where it has asked for that.</summary>
internal static class ServiceManager
{
    /// <summary>Sends a state: <c>READY=1</c>, <c>STOPPING=1</c>.</summary>
    /// <exception cref="SocketException">systemd has asked, and does not listen.</exception>
    public static void Notify(string state)
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 0 } place)
        {
            return;
        }

        // An abstract socket is written with @ in place of its leading NUL.
        string path = place[0] == '@' ? $"\0{place[1..]}" : place;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(path));
    }
}

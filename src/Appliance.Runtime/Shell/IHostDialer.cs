namespace Appliance.Runtime.Shell;

/// <summary>Opens TCP connections that start at a host, without any program there.</summary>
public interface IHostDialer
{
    /// <summary>Opens a connection. It is open when this returns; the caller disposes it.</summary>
    /// <param name="address">An IP address, or a name as the host knows it.</param>
    /// <param name="port">A port.</param>
    /// <param name="cancellationToken">Gives up; once it is open it has no effect.</param>
    /// <exception cref="HostException">Nobody answers, the host forwards no connections, or it is out of reach.</exception>
    Task<Stream> DialAsync(string address, int port, CancellationToken cancellationToken);
}

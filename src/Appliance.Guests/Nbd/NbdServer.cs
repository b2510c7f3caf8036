using System.Net.Sockets;
using Appliance.Guests.Devices;

namespace Appliance.Guests.Nbd;

/// <summary>
/// Shows devices to other programs as NBD exports on a Unix socket, which lies in a folder that only this user may enter.
/// A client that does not keep to the protocol loses its connection, no more.
/// </summary>
/// <remarks>
/// The devices are used from the server's threads, one request at a time: as long as clients are at work the owner leaves the
/// devices, and all that lies on the same disks, alone.
/// </remarks>
public sealed class NbdServer : IAsyncDisposable
{
    private readonly NbdExports _exports;
    private readonly string _folder;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _clients = [];
    private readonly Task _accepting;

    private NbdServer(IReadOnlyDictionary<string, BlockDevice> devices)
    {
        _exports = new NbdExports(devices);
        _folder = Directory.CreateTempSubdirectory("appliance-nbd-").FullName;
        SocketPath = Path.Combine(_folder, "socket");
        try
        {
            _listener = LocalSocket.Listen(SocketPath);
        }
        catch
        {
            Directory.Delete(_folder, recursive: true);
            throw;
        }

        // Away from a context of the caller, who may be about to wait for a client.
        _accepting = Task.Run(AcceptAsync, CancellationToken.None);
    }

    /// <summary>The socket. Its folder goes away with the server.</summary>
    public string SocketPath { get; }

    /// <summary>How qemu calls the export without a name, or the only one: <c>nbd+unix:///?socket=/tmp/.../socket</c>.</summary>
    public string Uri => UriOf(_exports.Names.First());

    /// <summary>The first exception that a device threw; its client was told no more than that it failed.</summary>
    public Exception? Failure => _exports.Failure?.SourceException;

    /// <summary>Serves one device, under the empty name.</summary>
    /// <exception cref="IOException">The folder of temporary files cannot be written, or its path is too long.</exception>
    public static NbdServer Start(BlockDevice device) => Start(new Dictionary<string, BlockDevice> { [""] = device });

    /// <summary>Serves devices under names; does not own them.</summary>
    /// <exception cref="IOException">The folder of temporary files cannot be written, or its path is too long.</exception>
    public static NbdServer Start(IReadOnlyDictionary<string, BlockDevice> exports)
    {
        ArgumentNullException.ThrowIfNull(exports);
        ArgumentOutOfRangeException.ThrowIfZero(exports.Count);
        return new NbdServer(exports);
    }

    /// <summary>How qemu calls an export.</summary>
    public string UriOf(string export) => $"nbd+unix:///{System.Uri.EscapeDataString(export)}?socket={System.Uri.EscapeDataString(SocketPath)}";

    /// <summary>Throws <see cref="Failure"/> as it was thrown, where there is one: to be called when the clients are done.</summary>
    public void ThrowIfFailed() => _exports.Failure?.Throw();

    /// <summary>Hangs up on all clients, when what they are at is done, and takes the socket away.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        await _accepting;
        await Task.WhenAll(_clients);
        _listener.Dispose();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptAsync(_stop.Token);
                _clients.RemoveAll(task => task.IsCompleted);
                _clients.Add(ServeAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            // The owner wants no more clients.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        await using var stream = new NetworkStream(client, ownsSocket: true);
        await Task.Yield();
        try
        {
            if (await new NbdHandshake(stream, _exports).RunAsync(_stop.Token) is { } device)
            {
                await new NbdSession(stream, _exports, device).RunAsync(_stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or OperationCanceledException)
        {
            // The client went away, talks nonsense, or the owner has enough of it: all end the connection, no more.
        }
    }
}

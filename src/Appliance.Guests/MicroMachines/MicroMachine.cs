using System.Net.Sockets;
using System.Runtime.InteropServices;
using Appliance.Formats;
using Appliance.Guests.Devices;
using Appliance.Guests.Native.Linux;
using Appliance.Guests.Nbd;

namespace Appliance.Guests.MicroMachines;

/// <summary>
/// A virtual machine of nothing but Linux and one process, which mounts volumes and reads and writes files on them: for file
/// systems that only Linux itself can write. It needs no privileges, and what a damaged file system does to it ends with it.
/// </summary>
/// <remarks>Used by one thread at a time. It boots on its own while others are at work, but uses volumes only while it is asked.</remarks>
internal sealed class MicroMachine : IDisposable
{
    /// <summary>What all of this is needed for, for messages.</summary>
    public const string Purpose = "to read and write XFS and btrfs";

    // Three seconds on a quiet machine; one with 20 at work takes some 30.
    private static readonly TimeSpan BootTime = TimeSpan.FromSeconds(120);

    // Replaying a large log, or writing back all that was written.
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(300);

    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _cancellation;
    private readonly MicroDisk _disk = new();
    private readonly NbdServer _server;
    private readonly string _folder;
    private readonly Socket _listener;
    private readonly MicroProcess _process;
    private readonly Task<NetworkStream> _connecting;
    private AgentChannel? _channel;
    private bool _hasFailed;

    private MicroMachine(string program, BootFiles files, DateTimeOffset now, CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        _folder = Directory.CreateTempSubdirectory("appliance-micro-").FullName;
        try
        {
            _server = NbdServer.Start(_disk);
            _listener = LocalSocket.Listen(ChannelPath);
            _process = MicroProcess.Start(program, files, _server.Uri, ChannelPath, now);
        }
        catch
        {
            // Nobody gets what a constructor has begun, whatever stopped it.
            Release();
            throw;
        }

        _connecting = Task.Run(ConnectAsync, CancellationToken.None);
        _cancellation = cancellationToken.Register(_process.Kill);
    }

    private string ChannelPath => Path.Combine(_folder, "channel");

    /// <summary>Whether it is still there.</summary>
    public bool IsRunning => !_hasFailed && _process.IsRunning;

    /// <summary>Starts a machine; it boots while the caller goes on.</summary>
    /// <param name="cache">The folder that keeps what it boots from.</param>
    /// <param name="now">What its clock shows: the time of what it writes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MissingToolException">qemu, a kernel or Perl is not installed.</exception>
    /// <exception cref="UnsupportedImageException">This host is not a Linux host for x86-64, so its kernel cannot be lent.</exception>
    /// <exception cref="IOException">The cache or the folder of temporary files cannot be written, or the latter has too long a path.</exception>
    public static MicroMachine Start(string cache, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            throw new UnsupportedImageException(
                "this host", $"is not what it takes {Purpose}, a Linux host with an x86-64 processor: use one, or convert without preparing the guest");
        }

        return new MicroMachine(MicroProcess.FindProgram(), BootFiles.Prepare(cache), now, cancellationToken);
    }

    /// <summary>Gives a volume a place in the machine, without mounting it.</summary>
    public MicroSlot Attach(BlockDevice device) => _disk.Add(device);

    /// <summary>Talks with the machine, which may use the volumes until the talk is over.</summary>
    /// <exception cref="LinuxException">Something could not be done.</exception>
    /// <exception cref="IOException">The machine is gone, or does not answer; the message has what it printed.</exception>
    public T Use<T>(Func<AgentChannel, T> talk)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        _disk.OpenGate();
        try
        {
            return talk(_channel ??= Boot());
        }
        catch (LinuxException)
        {
            // What failed may have failed because of what is below the file system.
            _server.ThrowIfFailed();
            throw;
        }
        catch (IOException e)
        {
            _hasFailed = true;
            _process.Kill();
            _cancellationToken.ThrowIfCancellationRequested();
            _server.ThrowIfFailed();
            throw new IOException($"the micro virtual machine failed: {e.Message} It printed: {_process.Printed}", e);
        }
        finally
        {
            _disk.ShutGate();
        }
    }

    /// <summary>Ends the machine at once.</summary>
    public void Dispose()
    {
        _cancellation.Dispose();
        _process.Dispose();
        _disk.Close();
        Release();
        if (_connecting is { IsCompletedSuccessfully: true })
        {
            _connecting.Result.Dispose();
        }
    }

    /// <summary>Takes away what is of this host; not all of it is there when the machine did not start.</summary>
    private void Release()
    {
        _server?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _disk.Dispose();
        _listener?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Waits until the machine says hello.</summary>
    private AgentChannel Boot()
    {
        NetworkStream stream = _connecting.GetAwaiter().GetResult();
        stream.ReadTimeout = (int)BootTime.TotalMilliseconds;
        var channel = new AgentChannel(stream);
        channel.Receive();
        stream.ReadTimeout = (int)AnswerTime.TotalMilliseconds;
        stream.WriteTimeout = (int)AnswerTime.TotalMilliseconds;
        return channel;
    }

    /// <summary>Waits for qemu, which connects when it starts, or ends with a message.</summary>
    private async Task<NetworkStream> ConnectAsync()
    {
        using var stop = new CancellationTokenSource(BootTime);
        Task<Socket> accepting = _listener.AcceptAsync(stop.Token).AsTask();
        Task ending = _process.WaitAsync(stop.Token);
        if (await Task.WhenAny(accepting, ending) == accepting && accepting.IsCompletedSuccessfully)
        {
            return new NetworkStream(await accepting, ownsSocket: true);
        }

        throw new IOException("qemu does not start.");
    }
}

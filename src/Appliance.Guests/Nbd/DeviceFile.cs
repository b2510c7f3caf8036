using System.Diagnostics;
using Appliance.Guests.Devices;
using Appliance.Guests.Native;

namespace Appliance.Guests.Nbd;

/// <summary>
/// A device as a plain file, for programs that only know files: qemu-storage-daemon reads and writes it as an NBD client
/// of ours and shows it by FUSE, which needs no privileges. It ends with this process.
/// </summary>
internal sealed class DeviceFile : IDisposable
{
    private const string Package = "qemu-utils";

    // On a busy machine; usually a tenth of a second.
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("appliance-device-");
    private readonly NbdServer _server;
    private readonly TiedProcess _tie;

    private DeviceFile(BlockDevice device, string program, string purpose, CancellationToken cancellationToken)
    {
        try
        {
            File.Create(Path).Dispose();
            _server = NbdServer.Start(device);
            _tie = TiedProcess.Start(Describe(program, _server.SocketPath, Path), Package, purpose);
            WaitUntilReady(cancellationToken);
        }
        catch
        {
            // Nobody gets what a constructor has begun, whatever stopped it.
            Dispose();
            throw;
        }
    }

    /// <summary>The file.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, "volume");

    private Process Daemon => _tie.Process;

    /// <summary>Shows a device, which is left alone until this is disposed of.</summary>
    /// <param name="device">The device.</param>
    /// <param name="purpose">What it is needed for, for the message about what is missing.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    /// <exception cref="MissingToolException">A program that is needed is not installed, or FUSE is not there.</exception>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static DeviceFile Over(BlockDevice device, string purpose, CancellationToken cancellationToken)
    {
        string program = Programs.Require("qemu-storage-daemon", Package, purpose);
        Programs.Require("fusermount3", "fuse3", purpose);
        if (!File.Exists("/dev/fuse"))
        {
            throw new MissingToolException("/dev/fuse", "fuse3", purpose);
        }

        return new DeviceFile(device, program, purpose, cancellationToken);
    }

    /// <summary>Throws what went wrong on the device while others used the file.</summary>
    public void ThrowIfFailed() => _server.ThrowIfFailed();

    /// <summary>Takes the file away again; not all of it is there when it was not shown.</summary>
    public void Dispose()
    {
        if (_tie is { Process.HasExited: false })
        {
            Quit();
        }

        _tie?.Dispose();
        _server?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Delete(recursive: true);
    }

    private static ProcessStartInfo Describe(string program, string socket, string file)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "--blockdev", $"driver=nbd,node-name=volume,server.type=unix,server.path={Escape(socket)},export=",
            "--export", $"type=fuse,id=file,node-name=volume,mountpoint={Escape(file)},writable=on,allow-other=off",
            "--chardev", "stdio,id=control",
            "--monitor", "chardev=control",
        ];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    // In an option of qemu a comma ends a value, and two stand for one.
    private static string Escape(string value) => value.Replace(",", ",,", StringComparison.Ordinal);

    /// <summary>It greets on its control channel (QMP), which comes last, when all that was asked for before stands; or ends with a message.</summary>
    private void WaitUntilReady(CancellationToken cancellationToken)
    {
        Task<string?> greeting = Daemon.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask();
        if (!greeting.Wait((int)StartTime.TotalMilliseconds, cancellationToken))
        {
            throw new IOException($"qemu-storage-daemon: does not come up within {StartTime.TotalSeconds:0} seconds");
        }

        if (greeting.Result is null)
        {
            throw new IOException($"qemu-storage-daemon: {Daemon.StandardError.ReadToEnd().Trim()}");
        }
    }

    private void Quit()
    {
        try
        {
            Daemon.StandardInput.WriteLine("""{"execute":"qmp_capabilities"}""");
            Daemon.StandardInput.WriteLine("""{"execute":"quit"}""");
            Daemon.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It ended on its own just now.
        }

        if (!Daemon.WaitForExit(StartTime))
        {
            Daemon.Kill();
            Daemon.WaitForExit();
        }
    }
}

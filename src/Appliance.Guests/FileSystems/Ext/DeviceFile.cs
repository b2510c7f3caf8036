using System.Diagnostics;
using Appliance.Guests.Devices;
using Appliance.Guests.Native;
using Appliance.Guests.Nbd;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>
/// A device as a plain file, for programs that only know files: qemu-storage-daemon reads and writes it as an NBD client
/// of ours and shows it by FUSE, which needs no privileges.
/// </summary>
internal sealed class DeviceFile : IDisposable
{
    private const string Package = "qemu-utils";

    // On a busy machine; usually a tenth of a second.
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder;
    private readonly NbdServer _server;
    private readonly Process _daemon;

    private DeviceFile(DirectoryInfo folder, NbdServer server, Process daemon)
    {
        _folder = folder;
        _server = server;
        _daemon = daemon;
    }

    /// <summary>The file.</summary>
    public string Path => PathIn(_folder);

    /// <summary>Shows a device, which is left alone until this is disposed of.</summary>
    /// <param name="device">The device.</param>
    /// <param name="purpose">What it is needed for, for the message about what is missing.</param>
    /// <exception cref="MissingToolException">A program that is needed is not installed, or FUSE is not there.</exception>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static DeviceFile Over(BlockDevice device, string purpose)
    {
        string program = Programs.Require("qemu-storage-daemon", Package, purpose);
        Programs.Require("fusermount3", "fuse3", purpose);
        if (!File.Exists("/dev/fuse"))
        {
            throw new MissingToolException("/dev/fuse", "fuse3", purpose);
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("appliance-device-");
        NbdServer? server = null;
        DeviceFile file;
        try
        {
            File.Create(PathIn(folder)).Dispose();
            server = NbdServer.Start(device);
            file = new DeviceFile(folder, server, Programs.Start(Describe(program, server.SocketPath, PathIn(folder)), Package, purpose));
        }
        catch
        {
            server?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            folder.Delete(recursive: true);
            throw;
        }

        return file.WhenReady();
    }

    /// <summary>Throws what went wrong on the device while others used the file.</summary>
    public void ThrowIfFailed() => _server.ThrowIfFailed();

    /// <summary>Takes the file away again.</summary>
    public void Dispose()
    {
        if (!_daemon.HasExited)
        {
            Quit();
        }

        _daemon.Dispose();
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Delete(recursive: true);
    }

    private static string PathIn(DirectoryInfo folder) => System.IO.Path.Combine(folder.FullName, "volume");

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

    private DeviceFile WhenReady()
    {
        try
        {
            WaitUntilReady();
            return this;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>It greets on its control channel (QMP), which comes last, when all that was asked for before stands; or ends with a message.</summary>
    private void WaitUntilReady()
    {
        Task<string?> greeting = _daemon.StandardOutput.ReadLineAsync();
        if (!greeting.Wait(StartTime))
        {
            throw new IOException($"{_daemon.StartInfo.FileName}: does not come up within {StartTime.TotalSeconds:0} seconds");
        }

        if (greeting.Result is null)
        {
            throw new IOException($"{_daemon.StartInfo.FileName}: {_daemon.StandardError.ReadToEnd().Trim()}");
        }
    }

    private void Quit()
    {
        try
        {
            _daemon.StandardInput.WriteLine("""{"execute":"qmp_capabilities"}""");
            _daemon.StandardInput.WriteLine("""{"execute":"quit"}""");
            _daemon.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It ended on its own just now.
        }

        if (!_daemon.WaitForExit(StartTime))
        {
            _daemon.Kill();
            _daemon.WaitForExit();
        }
    }
}

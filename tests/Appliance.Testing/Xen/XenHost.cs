using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Appliance.Testing.Xen;

/// <summary>
/// A Xen host of its own: Xen and Debian's dom0 in an emulated machine, see tests/xenhost. It ends with this object, or
/// with this process.
/// </summary>
public sealed class XenHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Process? _connection;

    private XenHost(string name) => Name = name;

    /// <summary>What the scripts that make one call.</summary>
    public static IReadOnlyList<string> Tools { get; } =
        ["qemu-system-x86_64", "qemu-img", "mmdebstrap", "mke2fs", "modprobe", "cpio", "xz", "zstd", "ssh", "ssh-keygen"];

    /// <summary>What <see cref="SshConfigFile"/> calls it.</summary>
    public string Name { get; }

    /// <summary>Where its SSH server answers; the user is root.</summary>
    public string Address => "127.0.0.1";

    /// <summary>The port of its SSH server. It stays the same when the host is started again.</summary>
    public int Port { get; private set; }

    /// <summary>A configuration of ssh that knows the host by its <see cref="Name"/>, with all that follows.</summary>
    public string SshConfigFile => _folder["ssh_config"];

    /// <summary>The private key that opens it.</summary>
    public string IdentityFile => _folder["id_ed25519"];

    /// <summary>The host's key, for strict checking.</summary>
    public string KnownHostsFile => _folder["known_hosts"];

    /// <summary>Starts a fresh host: seconds, from the saved state of one that has just come up; minutes the first time ever.</summary>
    public static async Task<XenHost> StartAsync(string name = "xenhost")
    {
        var host = new XenHost(name);
        try
        {
            await host.StartAgainAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command in dom0's shell.</summary>
    /// <param name="command">A line for the shell.</param>
    /// <param name="input">What the command reads.</param>
    public Task<(int ExitCode, string Output, string Error)> TryRunAsync(string command, string input = "")
        => Tool.TryRunAsync("ssh", input, "-F", SshConfigFile, "-S", _folder["connection"], Name, command);

    /// <summary>Runs a command in dom0's shell; fails the test, with what it printed, unless it exits 0.</summary>
    /// <returns>What it wrote to standard output.</returns>
    public async Task<string> RunAsync(string command, string input = "")
    {
        (int code, string output, string error) = await TryRunAsync(command, input);
        Assert.True(code == 0, $"{Name}: {command} exited {code}\n{output}\n{error}");
        return output;
    }

    /// <summary>Takes away the host's power. What was not written to its disks is lost.</summary>
    public async Task KillAsync()
    {
        Disconnect();
        await ScriptAsync("stop.sh", _folder.Path);
        TripleFaults.Leave(_folder["console.log"]);
    }

    /// <summary>Gives a killed host its power back: it boots from the disks it had, which takes half a minute or more.</summary>
    public async Task StartAgainAsync()
    {
        await ScriptAsync("start.sh", "--owner", $"{Environment.ProcessId}", _folder.Path, Name);
        string port = File.ReadLines(_folder["host.env"]).Single(line => line.StartsWith("port=", StringComparison.Ordinal));
        TripleFaults.Follow(_folder["console.log"]);
        Port = int.Parse(port["port=".Length..], CultureInfo.InvariantCulture);
        // One connection carries all commands: each of its own costs dom0 a second.
        _connection = Process.Start("ssh", ["-F", SshConfigFile, "-M", "-N", "-S", _folder["connection"], Name]);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Dispose();
    }

    private void Disconnect()
    {
        if (_connection is { } connection)
        {
            connection.Kill();
            connection.WaitForExit();
            connection.Dispose();
            _connection = null;
            // Left behind by a connection that was killed.
            File.Delete(_folder["connection"]);
        }
    }

    private static async Task ScriptAsync(string script, params string[] arguments)
    {
        string path = Path.Combine(Repository.Root, "tests", "xenhost", script);
        (int code, string output, string error) = await Tool.TryRunAsync(path, "", arguments);
        Assert.True(code == 0, $"{script} exited {code}\n{output}\n{error}");
    }
}

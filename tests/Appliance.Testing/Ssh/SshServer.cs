using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Appliance.Testing.Ssh;

/// <summary>A real sshd on a free port of this machine, with keys of its own, and an ssh configuration that leads to it.</summary>
public sealed class SshServer : IDisposable
{
    /// <summary>The server's program.</summary>
    public const string Program = "/usr/sbin/sshd";

    /// <summary>The name of the host in <see cref="ClientConfiguration"/>.</summary>
    public const string Host = "xen-test";

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    /// <summary>Starts the server, and waits until it listens.</summary>
    public SshServer()
    {
        Port = FreePort();
        MakeKey("host");
        MakeKey("user");
        MakeKey("stranger");
        File.Copy(_folder["user.pub"], _folder["authorized_keys"]);
        _folder.Write("known_hosts", $"[127.0.0.1]:{Port} {File.ReadAllText(_folder["host.pub"])}");
        _folder.Write("changed_hosts", $"[127.0.0.1]:{Port} {File.ReadAllText(_folder["stranger.pub"])}");
        _folder.Write("empty", "");
        _folder.Write("sshd_config", Configuration());
        ClientConfiguration = WriteClient("client");

        // Without this folder of its own, sshd does not start where no service has made it.
        Directory.CreateDirectory("/run/sshd");
        _process = Process.Start(new ProcessStartInfo(Program, ["-D", "-f", _folder["sshd_config"], "-E", _folder["log"]]) { UseShellExecute = false })!;
        Wait.Until(() => Log.Contains("Server listening", StringComparison.Ordinal), "sshd listens");
    }

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>A configuration file for ssh that knows <see cref="Host"/>, its key and a user's key.</summary>
    public string ClientConfiguration { get; }

    /// <summary>What the server has said.</summary>
    public string Log => File.Exists(_folder["log"]) ? File.ReadAllText(_folder["log"]) : "";

    /// <summary>How many connections were let in.</summary>
    public int Logins => Log.Split('\n').Count(line => line.StartsWith("Accepted publickey", StringComparison.Ordinal));

    /// <summary>Another configuration file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="key">The user's key: <c>user</c>, or <c>stranger</c>, which is not let in.</param>
    /// <param name="knownHosts">The file of known keys: <c>known_hosts</c>, <c>empty</c>, or <c>changed_hosts</c>, which has another key.</param>
    /// <param name="more">Further lines.</param>
    public string WriteClient(string name, string key = "user", string knownHosts = "known_hosts", string more = "") => _folder.Write(name, $"""
        Host {Host}
            HostName 127.0.0.1
            Port {Port}
            IdentityFile {_folder[key]}
            IdentitiesOnly yes
            IdentityAgent none
            UserKnownHostsFile {_folder[knownHosts]}
            GlobalKnownHostsFile /dev/null
            {more}
        """);

    /// <summary>Cuts all connections, as if the network had gone; the server goes on listening.</summary>
    public void Cut()
    {
        foreach (string connection in Descendants($"{_process.Id}").ToArray())
        {
            Tool.TryRun("kill", "-KILL", connection);
        }
    }

    public void Dispose()
    {
        Cut();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }

    // Only sshd's own processes: what runs over a connection has to end by itself.
    private static IEnumerable<string> Descendants(string process) => Tool.TryRun("pgrep", "-x", "-P", process, "sshd(-session)?").Output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(child => Descendants(child).Append(child));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void MakeKey(string name) => Tool.Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", _folder[name]);

    private string Configuration() => $"""
        ListenAddress 127.0.0.1
        Port {Port}
        HostKey {_folder["host"]}
        AuthorizedKeysFile {_folder["authorized_keys"]}
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        PermitRootLogin prohibit-password
        StrictModes no
        UsePAM no
        PidFile none
        LogLevel VERBOSE
        """;
}

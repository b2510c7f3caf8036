using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Shell;

/// <summary>The arguments of <c>ssh</c> for one host.</summary>
internal sealed class SshCommand(HostEntry entry, string socket)
{
    // The connection outlives its last script by this much; the guard is one, so that it ends when this program does.
    private const int PersistSeconds = 10;

    /// <summary>The host, as ssh calls it.</summary>
    public string Address => entry.Address.Machine;

    /// <summary>Prints what ssh makes of its configuration.</summary>
    public IEnumerable<string> Configuration => [.. Common, "-G", "--", Address];

    /// <summary>Ends the connection.</summary>
    public IEnumerable<string> Exit => [.. Common, "-O", "exit", "--", Address];

    private IEnumerable<string> Common
    {
        get
        {
            List<string> arguments =
            [
                "-S", socket.Replace("%", "%%", StringComparison.Ordinal), "-T", "-x", "-a", "-o", "ClearAllForwardings=yes",
                "-o", "RemoteCommand=none", "-o", "LogLevel=INFO", "-o", "ConnectTimeout=20",
                "-o", "ServerAliveInterval=10", "-o", "ServerAliveCountMax=3",
            ];
            Add("-F", entry.SshConfig);
            Add("-l", entry.Address.User);
            Add("-p", entry.Address.Port?.ToString());
            return arguments;

            void Add(string option, string? value)
            {
                if (value is not null)
                {
                    arguments.AddRange([option, value]);
                }
            }
        }
    }

    /// <summary>Connects, and goes to the background when it is through.</summary>
    /// <param name="mayAsk">Whether it may ask on the terminal.</param>
    /// <param name="acceptsAnyKey">Whether the user's configuration takes any host key; we do not.</param>
    public IEnumerable<string> Master(bool mayAsk, bool acceptsAnyKey) =>
    [
        .. Common, "-M", "-N", "-f", "-o", $"ControlPersist={PersistSeconds}", "-o", $"BatchMode={(mayAsk ? "no" : "yes")}",
        .. acceptsAnyKey ? ["-o", "StrictHostKeyChecking=yes"] : Array.Empty<string>(), "--", Address,
    ];

    /// <summary>Runs <c>sh</c> over the connection.</summary>
    public IEnumerable<string> Session(IEnumerable<string> arguments) =>
    [
        .. Common, "-o", "ControlMaster=no", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "--", Address,
        $"exec sh {string.Join(' ', arguments.Select(ShellText.Quote))}",
    ];

    /// <summary>Makes its input and output those of a TCP connection that starts at the host, and tells when it is open.</summary>
    public IEnumerable<string> Forward(string address, int port) =>
    [
        "-o", "LogLevel=DEBUG1", .. Common, "-o", "ControlMaster=no", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes",
        "-W", $"{(address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address)}:{port}", "--", Address,
    ];

    /// <summary>Whether a configuration, as <c>ssh -G</c> prints it, asks for no host key check.</summary>
    public static bool AcceptsAnyKey(string configuration) =>
        configuration.Split('\n').Any(line => line is "stricthostkeychecking false" or "stricthostkeychecking no" or "stricthostkeychecking off");
}

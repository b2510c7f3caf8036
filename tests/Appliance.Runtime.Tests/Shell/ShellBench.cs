using Appliance.Runtime.Hosts;
using Appliance.Runtime.Shell;
using Appliance.Testing;
using Appliance.Testing.Ssh;

namespace Appliance.Runtime.Tests.Shell;

/// <summary>Shells to be tested, and a script that would run for long.</summary>
internal static class ShellBench
{
    /// <summary>Opens a shell here, or over a server.</summary>
    public static async Task<IHostShell> OpenAsync(SshServer? server) => server is null
        ? new LocalShell("xen1") : await SshShell.OpenAsync(Entry(server.ClientConfiguration), mayAsk: false, default);

    /// <summary>The entry of a test server.</summary>
    public static HostEntry Entry(string configuration, string machine = SshServer.Host, int? port = null) =>
        new() { Name = "xen1", Address = new HostAddress(HostScheme.XlSsh, machine, null, port), SshConfig = configuration };

    /// <summary>A script that starts a program which would run for an hour, and waits for it.</summary>
    public static string Sleeper(TemporaryFolder folder, string prologue = "") =>
        $"{prologue}sleep 3600 & echo $! > {ShellText.Quote(folder["new"])}; mv {ShellText.Quote(folder["new"])} {ShellText.Quote(folder["pid"])}; wait";

    /// <summary>The number of that program, as soon as it runs.</summary>
    public static int SleeperOf(TemporaryFolder folder)
    {
        Wait.Until(() => File.Exists(folder["pid"]), "the script starts");
        return int.Parse(File.ReadAllText(folder["pid"]));
    }

    /// <summary>Waits until that program has gone.</summary>
    public static void AwaitEnd(int pid) => Wait.Until(() => !IsAlive(pid), $"process {pid} ends");

    /// <summary>Sends without end.</summary>
    /// <param name="input">Where to.</param>
    /// <param name="afterSome">Called once when some MiB are through.</param>
    public static async Task SendAsync(Stream input, Action? afterSome = null)
    {
        byte[] piece = new byte[1 << 20];
        for (int i = 0; ; i++)
        {
            await input.WriteAsync(piece);
            if (i == 20)
            {
                afterSome?.Invoke();
            }
        }
    }

    // What has ended and is not yet waited for is a zombie.
    private static bool IsAlive(int pid) =>
        Tool.TryRun("ps", "-o", "stat=", "-p", $"{pid}").Output.Trim() is { Length: > 0 } state && state[0] != 'Z';
}

using System.Net;
using System.Net.Sockets;
using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Watching;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Runtime;

/// <summary>appliance runtime watchd</summary>
[Command("watchd", Description = "Watch over a host as a service: restart machines as their policy says, ask their health checks, tell every change on standard error, and give Prometheus its metrics. SIGTERM ends it.", ExtendedHelpText = """

    Example:
      appliance runtime watchd --host xl:// --listen 127.0.0.1:9310

    packaging/appliance-watchd.service is a unit for systemd.
    """)]
internal sealed class WatchdCommand : HostCommand
{
    private const string NoMetrics = "none";

    /// <summary>Where metrics are.</summary>
    [Option("--listen <ADDRESS>", "Address and port of /metrics; none for no metrics. Default 127.0.0.1:9310.", CommandOptionType.SingleValue)]
    public string Listen { get; set; } = "127.0.0.1:9310";

    /// <summary>Time between two rounds.</summary>
    [Option("--interval <TIME>", "Time between two rounds; default 10s.", CommandOptionType.SingleValue)]
    public string Interval { get; set; } = "10s";

    /// <summary>Runs the service.</summary>
    public async Task<int> OnExecuteAsync()
    {
        var options = new WatchdogOptions { Interval = Durations.Parse(Interval, "--interval") };
        IPEndPoint? place = Listen == NoMetrics ? null
            : IPEndPoint.TryParse(Listen, out IPEndPoint? parsed) && parsed.Port > 0 ? parsed : throw new UsageException($"--listen {Listen}: give an IP address and a port, 127.0.0.1:9310");

        await using IXenHost host = await OpenHostAsync();
        var watchdog = new Watchdog(host, options, TimeProvider.System, Terminal.WriteError);
        await using MetricsServer? server = place is null ? null : Open(place, () => MetricsPage.Write(watchdog.Snapshot));
        ServiceManager.Notify("READY=1");
        Terminal.WriteError($"watching {host.Name}{(place is null ? "" : $", metrics on http://{place}/metrics")}");
        try
        {
            await watchdog.RunAsync(CancellationToken);
        }
        catch (OperationCanceledException) when (CancellationToken.IsCancellationRequested)
        {
            ServiceManager.Notify("STOPPING=1");
            Terminal.WriteError("stopped");
        }

        return ExitCode.Done;
    }

    private static MetricsServer Open(IPEndPoint place, Func<string> page)
    {
        try
        {
            return new MetricsServer(place, page);
        }
        catch (SocketException e)
        {
            throw new IOException($"{place}: {e.Message}", e);
        }
    }
}

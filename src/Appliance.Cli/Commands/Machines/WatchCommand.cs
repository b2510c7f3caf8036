using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Watching;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance watch</summary>
[Command("watch", Description = "Follow a machine while it starts, until it is up and its checks hold (exit code 0), or it cannot come up or takes too long (1).", ExtendedHelpText = """

    Examples:
      appliance watch web01 --host xen1
      appliance watch web01 --host xen1 --check http:80/health --limit 2m

    Without a marker and checks, of the machine's own or given here, it is up when its console shows a login prompt, its guest
    agent has written to xenstore, or it answers on port 22 or 3389. With --verbose its console is shown, too.
    """)]
internal sealed class WatchCommand : MachineCommand
{
    private WatchOptions _options = new();

    /// <summary>How long it may take.</summary>
    [Option("--limit <TIME>", "How long it may take; default 5m.", CommandOptionType.SingleValue)]
    public string Limit { get; set; } = "5m";

    /// <summary>What its console has to show.</summary>
    [Option("--marker <TEXT>", "A text on its console that tells that it is up.", CommandOptionType.SingleValue)]
    public string? Marker { get; set; }

    /// <summary>Where it is.</summary>
    [Option("--address <IP>", "The guest's IP address, where neither its agent nor the host's neighbour table tells it.", CommandOptionType.SingleValue)]
    public string? Address { get; set; }

    /// <summary>Checks in place of its own.</summary>
    [Option("--check <CHECK>", "A check that has to hold, in place of its own: tcp:PORT, http:PORT[/PATH], console:TEXT; none for no check. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] Checks { get; set; } = [];

    /// <inheritdoc/>
    public override string Aftermath => Unchanged;

    /// <inheritdoc/>
    protected override void ReadOptions() => _options = new WatchOptions
    {
        Limit = Durations.Parse(Limit, "--limit"),
        Marker = Marker,
        Address = Address,
        Checks = Checks.Length == 0 ? null : MachineOptions.ReadChecks(Checks),
        ConsoleLine = Verbose ? line => Console.Error.WriteLine(line) : null,
        Seen = Quiet ? null : sight => Terminal.WriteError($"{sight.Seconds,6:0.0} s  {sight.What}"),
    };

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        WatchReport report = await new BootWatch(host, _options, TimeProvider.System).RunAsync(Machine, CancellationToken);
        if (Json)
        {
            JsonOutput.Write(report, JsonTypes.Default.WatchReport);
        }
        else
        {
            WatchOutput.Write(report);
        }

        return report.IsUp ? ExitCode.Done : ExitCode.Failed;
    }
}

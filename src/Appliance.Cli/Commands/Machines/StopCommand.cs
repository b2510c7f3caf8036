using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance stop</summary>
[Command("stop", Description = "Ask the guest to shut down, and end it when it has not within a limit. A group stops in reverse.", ExtendedHelpText = """

    Example:
      appliance stop web01 --host xen1 --limit 2m
    """)]
internal sealed class StopCommand : MachineCommand
{
    private TimeSpan _limit;

    /// <summary>How long the guest may take.</summary>
    [Option("--limit <TIME>", "How long the guest may take; default 60s.", CommandOptionType.SingleValue)]
    public string Limit { get; set; } = "60s";

    /// <summary>Whether the guest is not asked.</summary>
    [Option("--force", "End it at once, as if its power were cut.", CommandOptionType.NoValue)]
    public bool Force { get; set; }

    /// <inheritdoc/>
    protected override void ReadOptions() => _limit = Force ? TimeSpan.Zero : Durations.Parse(Limit, "--limit");

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        bool isClean = await host.Power.StopAsync(Machine, _limit, CancellationToken);
        return await ReportAsync(host, isClean ? "stopped" : Force ? "ended" : $"did not go down within {Durations.Show(_limit)}, and was ended");
    }
}

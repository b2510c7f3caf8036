using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance start</summary>
[Command("start", Description = "Start a machine, or take a suspended one up again. A group starts in its order.", ExtendedHelpText = """

    Example:
      appliance start web01 --host xen1
    """)]
internal sealed class StartCommand : MachineCommand
{
    /// <summary>Whether it is held.</summary>
    [Option("--paused", "Hold it before its first instruction; resume lets it run.", CommandOptionType.NoValue)]
    public bool Paused { get; set; }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        await host.Power.StartAsync(Machine, Paused, CancellationToken);
        return await ReportAsync(host, Paused ? "started, and held" : "started");
    }
}

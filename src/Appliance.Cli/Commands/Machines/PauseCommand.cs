using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance pause</summary>
[Command("pause", Description = "Hold a running machine; it keeps its memory.", ExtendedHelpText = """

    Example:
      appliance pause web01 --host xen1
    """)]
internal sealed class PauseCommand : MachineCommand
{
    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        await host.Power.PauseAsync(Machine, CancellationToken);
        return await ReportAsync(host, "paused");
    }
}

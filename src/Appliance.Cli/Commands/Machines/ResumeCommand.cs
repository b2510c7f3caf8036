using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance resume</summary>
[Command("resume", Description = "Let a paused machine run on, or take a suspended one up again.", ExtendedHelpText = """

    Example:
      appliance resume web01 --host xen1
    """)]
internal sealed class ResumeCommand : MachineCommand
{
    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        await host.Power.ResumeAsync(Machine, CancellationToken);
        return await ReportAsync(host, "resumed");
    }
}

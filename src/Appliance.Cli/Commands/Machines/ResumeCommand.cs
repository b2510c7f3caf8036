using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance resume</summary>
[Command("resume", Description = "Let a paused machine run on, or take a suspended one up again.", ExtendedHelpText = """

    Example:
      appliance resume web01 --host xen1
    """)]
internal sealed class ResumeCommand : ChangeCommand
{
    /// <inheritdoc/>
    protected override Operation? Verb => Operation.Resume;

    /// <inheritdoc/>
    protected override async Task<string> ActAsync(IXenHost host, string machine)
    {
        await host.Power.ResumeAsync(machine, CancellationToken);
        return "resumed";
    }
}

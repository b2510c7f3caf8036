using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance pause</summary>
[Command("pause", Description = "Hold a running machine; it keeps its memory.", ExtendedHelpText = """

    Example:
      appliance pause web01 --host xen1
    """)]
internal sealed class PauseCommand : ChangeCommand
{
    /// <inheritdoc/>
    protected override Operation? Verb => Operation.Pause;

    /// <inheritdoc/>
    protected override async Task<string> ActAsync(IXenHost host, string machine)
    {
        await host.Power.PauseAsync(machine, CancellationToken);
        return "paused";
    }
}

using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance suspend</summary>
[Command("suspend", Description = "Save the memory of a running machine on the host, and free it there; start or resume takes it up again.", ExtendedHelpText = """

    Example:
      appliance suspend web01 --host xen1
    """)]
internal sealed class SuspendCommand : ChangeCommand
{
    /// <inheritdoc/>
    protected override Operation? Verb => Operation.Suspend;

    /// <inheritdoc/>
    protected override async Task<string> ActAsync(IXenHost host, string machine)
    {
        await host.Power.SuspendAsync(machine, CancellationToken);
        return "suspended";
    }
}

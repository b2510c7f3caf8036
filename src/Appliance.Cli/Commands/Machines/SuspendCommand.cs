using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance suspend</summary>
[Command("suspend", Description = "Save the memory of a running machine on the host, and free it there; start or resume takes it up again.", ExtendedHelpText = """

    Example:
      appliance suspend web01 --host xen1
    """)]
internal sealed class SuspendCommand : MachineCommand
{
    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        await host.Power.SuspendAsync(Machine, CancellationToken);
        return await ReportAsync(host, "suspended");
    }
}

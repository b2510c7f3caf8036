using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Hosts;

/// <summary>appliance host repair</summary>
[Command("repair", Description = "Clean up what appliance host check finds, and tell what was done.")]
internal sealed class HostRepairCommand : OneHostCommand
{
    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        HostOutput.Write(host.Name, await host.RepairAsync(CancellationToken), Json);
        return ExitCode.Done;
    }
}

using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Hosts;

/// <summary>appliance host repair</summary>
[Command("repair", Description = "Clean up what appliance host check finds, and tell what was done.", ExtendedHelpText = """

    The exit code is 1 where something is left that only a person can decide about.
    """)]
internal sealed class HostRepairCommand : OneHostCommand
{
    /// <inheritdoc/>
    public override string Aftermath => "some of it may be cleaned: appliance host check tells what is left";

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        IReadOnlyList<HostFinding> findings = await host.RepairAsync(CancellationToken);
        HostOutput.WriteRepair(host.Name, findings, Json);
        return findings.Any(HostOutput.IsLeft) ? ExitCode.Failed : ExitCode.Done;
    }
}

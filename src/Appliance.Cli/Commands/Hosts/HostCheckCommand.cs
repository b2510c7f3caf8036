using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Hosts;

/// <summary>appliance host check</summary>
[Command("check", Description = "Tell what crashes and cut connections have left half-done on a host. Changes nothing.", ExtendedHelpText = """

    The exit code is 1 where something half-done was found; appliance host repair cleans it. Disks that were kept, and belong
    to no machine, are noted.
    """)]
internal sealed class HostCheckCommand : OneHostCommand
{
    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        IReadOnlyList<HostFinding> findings = await host.CheckAsync(CancellationToken);
        HostOutput.WriteCheck(host.Name, findings, Json);
        return findings.All(finding => finding.IsNote) ? ExitCode.Done : ExitCode.Failed;
    }
}

using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Hosts;

/// <summary>appliance host check</summary>
[Command("check", Description = "Tell what crashes and cut connections have left half-done on a host. Changes nothing.", ExtendedHelpText = """

    The exit code is 1 where something was found; appliance host repair cleans it.
    """)]
internal sealed class HostCheckCommand : OneHostCommand
{
    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        IReadOnlyList<HostFinding> findings = await host.CheckAsync(CancellationToken);
        HostOutput.Write(host.Name, findings, Json);
        return findings.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}

using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Hosts;

/// <summary>appliance host storage</summary>
[Command("storage", Description = "List the storage of a host: the repositories (SRs) of a pool with xapi, the storage pools of a host with xl.", ExtendedHelpText = """

    Example:
      appliance host storage pool1 --json | jq -r '.[] | select(.isDefault).uuid'
    """)]
internal sealed class HostStorageCommand : OneHostCommand
{
    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        StorageOutput.Write(await host.ListStorageAsync(CancellationToken), Json);
        return ExitCode.Done;
    }
}

using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Hosts;

/// <summary>appliance host network</summary>
[Command("network", Description = "List the networks of a host, with their bridges, VLANs and interfaces (PIFs).", ExtendedHelpText = """

    Examples:
      appliance host network pool1
      appliance host network add "VLAN 20" --pif eth0 --vlan 20 --host pool1
    """)]
[Subcommand(typeof(HostNetworkAddCommand))]
internal sealed class HostNetworkCommand : OneHostCommand
{
    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        NetworkOutput.Write(await host.Networks.ListAsync(CancellationToken), Json);
        return ExitCode.Done;
    }
}

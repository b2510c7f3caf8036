using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Hosts;

/// <summary>appliance host show</summary>
[Command("show", Description = "Tell what a host is, has and has left: versions, load, memory, loaders, pools and networks.")]
internal sealed class HostShowCommand : OneHostCommand
{
    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        HostOutput.Write(await host.DescribeAsync(CancellationToken), Json);
        return ExitCode.Done;
    }
}

using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Hosts;

/// <summary>What verbs on a host itself have in common.</summary>
internal abstract class OneHostCommand : OutputCommand
{
    /// <summary>Which host.</summary>
    [Argument(0, "HOST", "A saved host or an address; default $APPLIANCE_HOST, or the only saved host.")]
    public string? Host { get; set; }

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        await using IXenHost host = await HostChoice.OpenAsync(HostChoice.Find(Host), CancellationToken);
        return await RunAsync(host);
    }

    /// <summary>Does the work.</summary>
    /// <returns>The exit code.</returns>
    protected abstract Task<int> RunAsync(IXenHost host);
}

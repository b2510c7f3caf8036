using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance start</summary>
[Command("start", Description = "Start machines, or take suspended ones up again. A group starts in its order.", ExtendedHelpText = """

    Examples:
      appliance start web01 --host xen1
      appliance start 'web*' db shop --host xen1
    """)]
internal sealed class StartCommand : ChangeCommand
{
    /// <summary>Whether it is held.</summary>
    [Option("--paused", "Hold it before its first instruction; resume lets it run.", CommandOptionType.NoValue)]
    public bool Paused { get; set; }

    /// <inheritdoc/>
    protected override bool KeepsGroups => true;

    /// <inheritdoc/>
    protected override Operation? Verb => Operation.Start;

    /// <inheritdoc/>
    protected override async Task<string> ActAsync(IXenHost host, string machine)
    {
        await host.Power.StartAsync(machine, Paused, CancellationToken);
        return Paused ? "started, and held" : "started";
    }
}

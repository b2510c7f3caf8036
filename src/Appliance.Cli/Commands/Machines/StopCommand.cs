using Appliance.Cli.Commands.Options;
using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance stop</summary>
[Command("stop", Description = "Ask guests to shut down, and end those that have not within a limit. A group stops in reverse.", ExtendedHelpText = """

    Examples:
      appliance stop web01 --host xen1 --limit 2m
      appliance stop 'web*' db --host xen1
    """)]
internal sealed class StopCommand : ChangeCommand
{
    private TimeSpan _limit;

    /// <summary>How long the guest may take.</summary>
    [Option("--limit <TIME>", "How long the guest may take; default 60s.", CommandOptionType.SingleValue)]
    public string Limit { get; set; } = "60s";

    /// <summary>Whether the guest is not asked.</summary>
    [Option("--force", "End it at once, as if its power were cut.", CommandOptionType.NoValue)]
    public bool Force { get; set; }

    /// <summary>Whether somebody agrees.</summary>
    [OptionGroup]
    public ConsentOptions Consent { get; } = new();

    /// <inheritdoc/>
    protected override void ReadOptions() => _limit = Force ? TimeSpan.Zero : Durations.Parse(Limit, "--limit");

    /// <inheritdoc/>
    protected override bool KeepsGroups => true;

    /// <inheritdoc/>
    protected override Operation? Verb => Operation.Stop;

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host, IReadOnlyList<ChosenMachine> chosen)
    {
        string[] suspended = [.. chosen.SelectMany(machine => machine.Members).Where(member => member.State == MachineState.Suspended).Select(member => member.Record.Name)];
        return suspended.Length > 0 && !Consent.IsGiven($"Give up the saved memory of {ConsentOptions.Names(suspended)} on {host.Name}?")
            ? ExitCode.Failed : await base.RunAsync(host, chosen);
    }

    /// <inheritdoc/>
    protected override async Task<string> ActAsync(IXenHost host, string machine)
    {
        bool isClean = await host.Power.StopAsync(machine, _limit, CancellationToken);
        return isClean ? "stopped" : Force ? "ended" : $"did not go down within {Durations.Show(_limit)}, and was ended";
    }
}

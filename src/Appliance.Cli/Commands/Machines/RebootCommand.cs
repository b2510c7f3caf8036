using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance reboot</summary>
[Command("reboot", Description = "Restart machines cleanly, and by force those that have not gone down within a limit.", ExtendedHelpText = """

    Example:
      appliance reboot web01 --host xen1
    """)]
internal sealed class RebootCommand : ChangeCommand
{
    private TimeSpan _limit;

    /// <summary>How long the guest may take.</summary>
    [Option("--limit <TIME>", "How long the guest may take to go down; default 60s.", CommandOptionType.SingleValue)]
    public string Limit { get; set; } = "60s";

    /// <summary>Whether the guest is not asked.</summary>
    [Option("--force", "Restart it at once, as if its power were cut.", CommandOptionType.NoValue)]
    public bool Force { get; set; }

    /// <inheritdoc/>
    protected override void ReadOptions() => _limit = Force ? TimeSpan.Zero : Durations.Parse(Limit, "--limit");

    /// <inheritdoc/>
    protected override async Task<string> ActAsync(IXenHost host, string machine)
    {
        bool isClean = await host.Power.RebootAsync(machine, _limit, CancellationToken);
        return isClean || Force ? "restarted" : $"did not go down within {Durations.Show(_limit)}, and was restarted by force";
    }
}

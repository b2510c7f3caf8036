using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Commands.Options;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance revert</summary>
[Command("revert", Description = "Bring the disks of a stopped or suspended machine back to a snapshot; what came after is lost.", ExtendedHelpText = """

    Example:
      appliance revert web01 before-upgrade --host xen1
    """)]
internal sealed class RevertCommand : MachineCommand
{
    /// <summary>The snapshot.</summary>
    [Argument(1, "SNAPSHOT", "The snapshot's name.")]
    [Required(ErrorMessage = "name the SNAPSHOT to go back to")]
    public string Snapshot { get; set; } = "";

    /// <summary>Whether somebody agrees.</summary>
    [OptionGroup]
    public ConsentOptions Consent { get; } = new();

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        if (!Consent.IsGiven($"Revert {Machine} on {host.Name} to {Snapshot}, and lose what came after?"))
        {
            return ExitCode.Failed;
        }

        await host.Snapshots.RevertAsync(Machine, Snapshot, CancellationToken);
        return await ReportAsync(host, $"is as it was at {Snapshot}");
    }
}

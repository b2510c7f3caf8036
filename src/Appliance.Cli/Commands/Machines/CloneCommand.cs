using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance clone</summary>
[Command("clone", Description = "Make another machine with the same disks, and MAC addresses of its own.", ExtendedHelpText = """

    Examples:
      appliance clone web01 web02 --host xen1
      appliance clone web01 web02 --host pool1 --sr "Fast SSD"
    """)]
internal sealed class CloneCommand : MachineCommand
{
    /// <summary>The new machine.</summary>
    [Argument(1, "NAME", "The new machine's name.")]
    [Required(ErrorMessage = "NAME the new machine")]
    public string Name { get; set; } = "";

    /// <summary>Whether the disks are copied whole.</summary>
    [Option("--full", "In a pool: copy the disks whole, so that they share nothing with those of MACHINE.", CommandOptionType.NoValue)]
    public bool Full { get; set; }

    /// <summary>Where whole copies go.</summary>
    [Option("--sr <NAME>", "In a pool: copy the disks whole into this storage repository, by name or UUID.", CommandOptionType.SingleValue)]
    public string? Repository { get; set; }

    /// <inheritdoc/>
    public override string Aftermath => $"{Machine} is as it was, {Name} may be half-made: {LookAt(Name)}";

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        using (var progress = new ProgressLine(Quiet, TimeProvider.System))
        {
            var options = new CloneOptions { IsFull = Full, Storage = Repository, Part = part => progress.Report(Name, part) };
            await host.Snapshots.CloneAsync(Machine, Name, options, CancellationToken);
        }

        Machine = Name;
        return await ReportAsync(host, "made");
    }
}

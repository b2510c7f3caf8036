using System.ComponentModel.DataAnnotations;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance clone</summary>
[Command("clone", Description = "Make another machine with the same disks, and MAC addresses of its own.", ExtendedHelpText = """

    Example:
      appliance clone web01 web02 --host xen1
    """)]
internal sealed class CloneCommand : MachineCommand
{
    /// <summary>The new machine.</summary>
    [Argument(1, "NAME", "The new machine's name.")]
    [Required(ErrorMessage = "NAME the new machine")]
    public string Name { get; set; } = "";

    /// <inheritdoc/>
    public override string Aftermath => $"{Machine} is as it was, {Name} may be half-made: {LookAt(Name)}";

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        await host.Snapshots.CloneAsync(Machine, Name, CancellationToken);
        Machine = Name;
        return await ReportAsync(host, "made");
    }
}

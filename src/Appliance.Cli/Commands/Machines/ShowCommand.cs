using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance show</summary>
[Command("show", Description = "Show all that is known of a machine: state, hardware, disks, networks, snapshots, checks.", ExtendedHelpText = """

    Example:
      appliance show web01 --host xen1 --json
    """)]
internal sealed class ShowCommand : MachineCommand
{
    /// <inheritdoc/>
    public override string Aftermath => Unchanged;

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        MachineStatus machine = await host.FindAsync(Machine, CancellationToken);
        if (Json)
        {
            JsonOutput.Write(machine, JsonTypes.Default.MachineStatus);
        }
        else
        {
            MachineOutput.Write(machine);
        }

        return ExitCode.Done;
    }
}

using Appliance.Cli.Output;
using Appliance.Runtime;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance show</summary>
[Command("show", Description = "Show all that is known of machines: state, hardware, disks, networks, snapshots, checks.", ExtendedHelpText = """

    Examples:
      appliance show web01 --host xen1 --json
      appliance show 'web*' shop --host xen1
    """)]
internal sealed class ShowCommand : MachinesCommand
{
    /// <inheritdoc/>
    public override string Aftermath => Unchanged;

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host, IReadOnlyList<ChosenMachine> chosen)
    {
        var found = new List<MachineStatus>();
        int code = ExitCode.Done;
        foreach (ChosenMachine machine in chosen)
        {
            try
            {
                // The host says what is wrong with one that cannot be shown.
                found.AddRange(machine.Members is [{ Problem: null }] ? machine.Members : [await host.FindAsync(machine.Name, CancellationToken)]);
            }
            catch (HostException e)
            {
                code = Failure.Report(e, Verbose);
            }
        }

        if (Json)
        {
            Write(found, chosen);
        }
        else
        {
            found.ForEach(MachineOutput.Write);
        }

        return code;
    }
}

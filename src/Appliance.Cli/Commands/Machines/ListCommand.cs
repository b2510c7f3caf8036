using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance list</summary>
[Command("list", Description = "List the machines on a host and what they are doing.", ExtendedHelpText = """

    Example:
      appliance list --host xen1
    """)]
internal sealed class ListCommand : HostCommand
{
    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        await using IXenHost host = await OpenHostAsync();
        IReadOnlyList<MachineStatus> machines = await host.ListAsync(CancellationToken);
        if (Json)
        {
            JsonOutput.Write(machines, JsonTypes.Default.IReadOnlyListMachineStatus);
        }
        else
        {
            MachineOutput.WriteTable(machines);
        }

        return ExitCode.Done;
    }
}

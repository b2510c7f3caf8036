using Appliance.Cli.Output;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Hosts;

/// <summary>appliance host list</summary>
[Command("list", Description = "List the saved hosts.")]
internal sealed class HostListCommand : OutputCommand
{
    /// <summary>Runs the verb.</summary>
    public int OnExecute()
    {
        HostOutput.Write(HostChoice.Book.List(), Json);
        return ExitCode.Done;
    }
}

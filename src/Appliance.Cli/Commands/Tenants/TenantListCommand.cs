using Appliance.Cli.Output;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Tenants;

/// <summary>appliance tenant list</summary>
[Command("list", Description = "List the tenants: those that have limits, and those that a saved host belongs to.")]
internal sealed class TenantListCommand : OutputCommand
{
    /// <summary>Runs the verb.</summary>
    public int OnExecute()
    {
        TenantOutput.Write(HostChoice.Book.ListTenants(), Json);
        return ExitCode.Done;
    }
}

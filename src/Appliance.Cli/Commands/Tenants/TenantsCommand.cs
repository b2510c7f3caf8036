using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Tenants;

/// <summary>appliance tenant</summary>
/// <param name="app">The command as it is parsed.</param>
[Command("tenant", Description = "Limit how much the machines of a tenant may have together, over all its hosts.", ExtendedHelpText = """

    Examples:
      appliance host set xen1 --tenant acme
      appliance tenant set acme --machines 20 --memory 64GiB --cpus 40 --storage 2TiB
      appliance tenant show acme

    A tenant is whom hosts belong to. Limits are kept at every import; they are saved beside the hosts.
    """)]
[Subcommand(typeof(TenantSetCommand), typeof(TenantListCommand), typeof(TenantShowCommand), typeof(TenantRemoveCommand))]
internal sealed class TenantsCommand(CommandLineApplication app)
{
    /// <summary>Shows the help.</summary>
    public int OnExecute()
    {
        app.ShowHelp();
        return ExitCode.Usage;
    }
}

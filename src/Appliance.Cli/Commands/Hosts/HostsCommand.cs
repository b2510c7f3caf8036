using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Hosts;

/// <summary>appliance host</summary>
/// <param name="app">The command as it is parsed.</param>
[Command("host", Description = "Save, show and check Xen hosts.", ExtendedHelpText = """

    Examples:
      appliance host add xen1 xl+ssh://root@xen1 --pool fast=lvm-thin:vg0/pool0
      appliance host add pool1 xapi://root@pool1 --password-file ~/.pool1
      appliance host show xen1
      appliance host network add "VLAN 20" --pif eth0 --vlan 20 --host pool1

    A HOST is a saved name or an address: xl:// is this machine, xl+ssh://[user@]host[:port] another one, over the
    system's ssh with its configuration, xapi://[user@]host[:port] a pool of XCP-ng or XenServer. Without one it is $APPLIANCE_HOST, or the only saved host.
    Hosts are saved in $XDG_CONFIG_HOME/appliance/hosts.json, by default in ~/.config.
    """)]
[Subcommand(
    typeof(HostAddCommand), typeof(HostSetCommand), typeof(HostListCommand), typeof(HostShowCommand), typeof(HostRemoveCommand),
    typeof(HostCheckCommand), typeof(HostRepairCommand), typeof(HostStorageCommand), typeof(HostNetworkCommand))]
internal sealed class HostsCommand(CommandLineApplication app)
{
    /// <summary>Shows the help.</summary>
    public int OnExecute()
    {
        app.ShowHelp();
        return ExitCode.Usage;
    }
}

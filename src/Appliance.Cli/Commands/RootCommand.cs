using Appliance.Cli.Commands.Building;
using Appliance.Cli.Commands.Hosts;
using Appliance.Cli.Commands.Machines;
using Appliance.Cli.Commands.Runtime;
using Appliance.Cli.Commands.Tenants;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands;

/// <summary>Without a verb: the overview.</summary>
[Command("appliance", Description = "Moves virtual appliances to Xen.", ExtendedHelpText = """

    Examples:
      appliance inspect web01.ova
      appliance convert web01.ova web01.xva
      appliance import web01.ova --host xl+ssh://root@xen1 --network "VM Network=xenbr0" --start
      appliance build templates/debian-web --out out --to xva,ova
      appliance list --host xl+ssh://root@xen1

    SOURCE is an OVA, an OVF or a VMX or the folder it is in, an XVA, or a disk image (VMDK, VHD, VHDX, QCOW2, raw);
    a path, an http or https URL, or - for standard input.
    Exit codes: 0 done, 1 failed, 2 wrong usage, 3 the input is damaged or not supported,
    4 a host refused or is out of reach, 130 cancelled.
    """)]
[Subcommand(typeof(InspectCommand), typeof(ConvertCommand), typeof(VerifyCommand), typeof(CompareCommand), typeof(DiffCommand), typeof(BuildCommand))]
[Subcommand(typeof(ImportCommand), typeof(ExportCommand))]
[Subcommand(typeof(ListCommand), typeof(ShowCommand), typeof(StartCommand), typeof(StopCommand), typeof(RebootCommand), typeof(PauseCommand))]
[Subcommand(typeof(ResumeCommand), typeof(SuspendCommand), typeof(ConsoleCommand), typeof(RemoveCommand), typeof(SetCommand))]
[Subcommand(typeof(ResizeCommand), typeof(AttachCommand), typeof(DetachCommand), typeof(SnapshotCommand), typeof(RevertCommand), typeof(CloneCommand), typeof(MigrateCommand))]
[Subcommand(typeof(WatchCommand), typeof(EventsCommand), typeof(RuntimeCommand), typeof(HostsCommand), typeof(TenantsCommand))]
internal sealed class RootCommand
{
    /// <summary>Whether the version is asked for.</summary>
    [Option("--version", "Print the version.", CommandOptionType.NoValue)]
    public bool Version { get; set; }

    /// <summary>Shows the help.</summary>
    public int OnExecute(CommandLineApplication app)
    {
        if (Version)
        {
            Console.WriteLine($"appliance {Program.Version}");
            return ExitCode.Done;
        }

        app.ShowHelp();
        return ExitCode.Usage;
    }
}

using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Runtime;

/// <summary>appliance runtime</summary>
[Command("runtime", Description = "What runs beside the machines: the watchdog.", ExtendedHelpText = """

    Example:
      appliance runtime watchd --host xl://
    """)]
[Subcommand(typeof(WatchdCommand))]
internal sealed class RuntimeCommand
{
    /// <summary>Shows the help.</summary>
    public static int OnExecute(CommandLineApplication app)
    {
        app.ShowHelp();
        return ExitCode.Usage;
    }
}

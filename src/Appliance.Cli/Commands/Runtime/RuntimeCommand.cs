using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Runtime;

/// <summary>appliance runtime</summary>
/// <param name="app">The command as it is parsed.</param>
[Command("runtime", Description = "What runs beside the machines: the watchdog.", ExtendedHelpText = """

    Example:
      appliance runtime watchd --host xl://
    """)]
[Subcommand(typeof(WatchdCommand))]
internal sealed class RuntimeCommand(CommandLineApplication app)
{
    /// <summary>Shows the help.</summary>
    public int OnExecute()
    {
        app.ShowHelp();
        return ExitCode.Usage;
    }
}

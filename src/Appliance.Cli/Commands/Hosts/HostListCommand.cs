using Appliance.Cli.Commands.Options;
using Appliance.Cli.Output;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Hosts;

/// <summary>appliance host list</summary>
[Command("list", Description = "List the saved hosts, with their labels and tenants.", ExtendedHelpText = """

    Examples:
      appliance host list --label gold --label site=berlin
      appliance host list --tenant acme --json
    """)]
internal sealed class HostListCommand : OutputCommand
{
    /// <summary>Which of them.</summary>
    [OptionGroup]
    public HostFilterOptions Filter { get; } = new();

    /// <summary>Runs the verb.</summary>
    public int OnExecute()
    {
        HostOutput.Write([.. HostChoice.Book.List().Where(Filter.Read().Matches)], Json);
        return ExitCode.Done;
    }
}

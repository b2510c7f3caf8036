using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance list</summary>
[Command("list", Description = "List the machines on a host and what they are doing.", ExtendedHelpText = """

    Examples:
      appliance list --host xen1
      appliance list 'web*' --state running --host xen1
    """)]
internal sealed class ListCommand : HostCommand
{
    private static readonly string[] States = [.. Enum.GetValues<MachineState>().Select(StateTable.Word)];

    /// <summary>Which machines.</summary>
    [Argument(0, "PATTERN", "Only machines of these names, or of patterns in quotes, 'web*'.")]
    public string[] Patterns { get; set; } = [];

    /// <summary>In which states.</summary>
    [Option("--state <STATE>", "Only machines that are running, stopped, paused, suspended, crashed, unfinished or damaged. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] Wanted { get; set; } = [];

    /// <summary>Of which groups.</summary>
    [Option("--group <GROUP>", "Only machines of this group, or of groups of this pattern. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] Groups { get; set; } = [];

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        if (Wanted.FirstOrDefault(state => !States.Contains(state)) is { } unknown)
        {
            throw new UsageException($"--state {unknown}: there are {string.Join(", ", States)}");
        }

        await using IXenHost host = await OpenHostAsync();
        IReadOnlyList<MachineStatus> machines = [.. (await host.ListAsync(CancellationToken)).Where(IsAsked)];
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

    private bool IsAsked(MachineStatus machine) =>
        (Patterns.Length == 0 || Patterns.Any(pattern => NamePattern.Matches(pattern, machine.Record.Name)))
        && (Wanted.Length == 0 || Wanted.Contains(StateTable.Word(machine.State)))
        && (Groups.Length == 0 || Groups.Any(group => NamePattern.Matches(group, machine.Record.Group ?? "")));
}

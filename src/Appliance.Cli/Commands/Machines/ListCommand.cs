using Appliance.Cli.Commands.Options;
using Appliance.Cli.Output;
using Appliance.Runtime.Federation;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance list</summary>
[Command("list", Description = "List the machines on a host, or on all saved hosts, and what they are doing.", ExtendedHelpText = """

    Examples:
      appliance list --host xen1
      appliance list 'web*' --state running --host xen1
      appliance list --all --label site=berlin --tenant acme

    With --all the saved hosts are asked side by side. One that does not answer is told on standard error, the others are
    listed, and the exit code is 4. $APPLIANCE_PASSWORD is not read then: see appliance host add --help.
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

    /// <summary>Whether all saved hosts are meant.</summary>
    [Option("--all", "List the machines of all saved hosts, or of those that --label and --tenant leave.", CommandOptionType.NoValue)]
    public bool All { get; set; }

    /// <summary>Which of all hosts.</summary>
    [OptionGroup]
    public HostFilterOptions Filter { get; } = new();

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        if (Wanted.FirstOrDefault(state => !States.Contains(state)) is { } unknown)
        {
            throw new UsageException($"--state {unknown}: there are {string.Join(", ", States)}");
        }

        if (All)
        {
            return await ListAllAsync();
        }

        if (!Filter.IsEmpty)
        {
            throw new UsageException("--label and --tenant choose among all saved hosts: give --all, too");
        }

        await using IXenHost host = await OpenHostAsync();
        Write([.. (await host.ListAsync(CancellationToken)).Where(IsAsked)]);
        return ExitCode.Done;
    }

    private async Task<int> ListAllAsync()
    {
        if (Host is not null)
        {
            throw new UsageException("--host and --all contradict each other");
        }

        HostFilter filter = Filter.Read();
        HostEntry[] hosts = [.. HostChoice.Book.List().Where(filter.Matches)];
        if (hosts.Length == 0)
        {
            throw new UsageException("there is no such saved host; appliance host list shows them, with their labels and tenants");
        }

        IReadOnlyList<HostAnswer<IReadOnlyList<MachineStatus>>> answers = await new Fleet(hosts).AskAsync((_, host, cancel) => host.ListAsync(cancel), CancellationToken);
        Write([.. answers.Where(answer => answer.Problem is null).SelectMany(answer => answer.Value!).Where(IsAsked)]);
        return answers.Select(answer => answer.Problem).OfType<Exception>().Select(problem => Failure.Report(problem, Verbose)).DefaultIfEmpty(ExitCode.Done).Max();
    }

    private void Write(IReadOnlyList<MachineStatus> machines)
    {
        if (Json)
        {
            JsonOutput.Write(machines, JsonTypes.Default.IReadOnlyListMachineStatus);
        }
        else
        {
            MachineOutput.WriteTable(machines, withHosts: All);
        }
    }

    private bool IsAsked(MachineStatus machine) =>
        (Patterns.Length == 0 || Patterns.Any(pattern => NamePattern.Matches(pattern, machine.Record.Name)))
        && (Wanted.Length == 0 || Wanted.Contains(StateTable.Word(machine.State)))
        && (Groups.Length == 0 || Groups.Any(group => NamePattern.Matches(group, machine.Record.Group ?? "")));
}

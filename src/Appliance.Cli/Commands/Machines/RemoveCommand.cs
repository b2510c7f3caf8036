using System.Collections.Concurrent;
using Appliance.Cli.Commands.Options;
using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance remove</summary>
[Command("remove", Description = "Remove stopped machines from the host, with their disks unless they are kept.", ExtendedHelpText = """

    Examples:
      appliance remove web01 --host xen1
      appliance remove 'test*' --yes --host xen1
    """)]
internal sealed class RemoveCommand : MachinesCommand
{
    /// <summary>Whether somebody agrees.</summary>
    [OptionGroup]
    public ConsentOptions Consent { get; } = new();

    /// <summary>Whether the disks stay.</summary>
    [Option("--keep-disks", "Leave the disks' content on the host, and print where.", CommandOptionType.NoValue)]
    public bool KeepDisks { get; set; }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host, IReadOnlyList<ChosenMachine> chosen)
    {
        string names = ConsentOptions.Names([.. chosen.Select(machine => machine.Name)]);
        string loss = (KeepDisks, chosen.Count) switch
        {
            (true, 1) => "and keep its disks",
            (true, _) => "and keep their disks",
            (_, 1) => "and all its disks and snapshots",
            _ => "and all their disks and snapshots",
        };
        if (chosen is [{ Members.Count: 0 }])
        {
            // Nobody is asked about a machine that is not there.
            await host.FindAsync(chosen[0].Name, CancellationToken);
        }

        if (!Consent.IsGiven($"Remove {names} from {host.Name}, {loss}?"))
        {
            return ExitCode.Failed;
        }

        var kept = new ConcurrentQueue<string>();
        int code = await new MachineRound(Verbose).RunAsync(chosen, machine => RemoveAsync(host, machine.Name, kept), CancellationToken);
        if (Json)
        {
            JsonOutput.Write([.. kept], JsonTypes.Default.IReadOnlyListString);
        }

        return code;
    }

    private async Task RemoveAsync(IXenHost host, string machine, ConcurrentQueue<string> kept)
    {
        IReadOnlyList<string> paths = await host.RemoveAsync(machine, KeepDisks, CancellationToken);
        foreach (string path in paths)
        {
            kept.Enqueue(path);
        }

        if (!Json)
        {
            TextOutput.Lines([$"{machine}: removed", .. paths.Select(path => $"  kept {path}")]);
        }
    }
}

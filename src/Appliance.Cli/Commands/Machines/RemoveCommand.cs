using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance remove</summary>
[Command("remove", Description = "Remove a stopped machine from the host, with its disks unless they are kept.", ExtendedHelpText = """

    Example:
      appliance remove web01 --host xen1
    """)]
internal sealed class RemoveCommand : MachineCommand
{
    /// <summary>Whether nobody is asked.</summary>
    [Option("--yes", "Do not ask.", CommandOptionType.NoValue)]
    public bool Yes { get; set; }

    /// <summary>Whether the disks stay.</summary>
    [Option("--keep-disks", "Leave its disks on the host, and print where.", CommandOptionType.NoValue)]
    public bool KeepDisks { get; set; }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        await host.FindAsync(Machine, CancellationToken);
        string loss = KeepDisks ? "and keep its disks" : "and all its disks and snapshots";
        if (!Yes && !Agrees($"Remove {Machine} from {host.Name}, {loss}?"))
        {
            Terminal.WriteError("nothing was done");
            return ExitCode.Failed;
        }

        IReadOnlyList<string> kept = await host.RemoveAsync(Machine, KeepDisks, CancellationToken);
        if (Json)
        {
            JsonOutput.Write(kept, JsonTypes.Default.IReadOnlyListString);
            return ExitCode.Done;
        }

        TextOutput.Line($"{Machine}: removed");
        foreach (string path in kept)
        {
            TextOutput.Line($"  kept {path}");
        }

        return ExitCode.Done;
    }
}

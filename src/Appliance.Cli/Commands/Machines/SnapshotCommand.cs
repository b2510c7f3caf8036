using Appliance.Cli.Commands.Options;
using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance snapshot</summary>
[Command("snapshot", Description = "Keep the disks of a stopped or suspended machine as they are, forget such a snapshot, or list them.", ExtendedHelpText = """

    Examples:
      appliance snapshot web01 before-upgrade --host xen1
      appliance snapshot web01 before-upgrade --delete --host xen1
      appliance snapshot web01 --list --host xen1
    """)]
internal sealed class SnapshotCommand : MachineCommand
{
    /// <summary>The snapshot.</summary>
    [Argument(1, "NAME", "The snapshot's name.")]
    public string? Name { get; set; }

    /// <summary>Whether to forget it.</summary>
    [Option("--delete", "Forget the snapshot.", CommandOptionType.NoValue)]
    public bool Delete { get; set; }

    /// <summary>Whether somebody agrees.</summary>
    [OptionGroup]
    public ConsentOptions Consent { get; } = new();

    /// <summary>Whether to list them.</summary>
    [Option("--list", "List the machine's snapshots, the oldest first.", CommandOptionType.NoValue)]
    public bool List { get; set; }

    /// <inheritdoc/>
    public override string Aftermath => List ? Unchanged : base.Aftermath;

    /// <inheritdoc/>
    protected override void ReadOptions()
    {
        if (Name is null != List || (List && Delete))
        {
            throw new UsageException("name the snapshot to take or to --delete, or ask for --list alone");
        }
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        if (Name is not { } name)
        {
            return Write((await host.FindAsync(Machine, CancellationToken)).Record.Snapshots);
        }

        if (Delete && !Consent.IsGiven($"Delete snapshot {name} of {Machine} on {host.Name}?"))
        {
            return ExitCode.Failed;
        }

        await (Delete ? host.Snapshots.DeleteAsync(Machine, name, CancellationToken) : host.Snapshots.TakeAsync(Machine, name, CancellationToken));
        return await ReportAsync(host, $"snapshot {name} {(Delete ? "deleted" : "taken")}");
    }

    private int Write(IReadOnlyList<SnapshotRecord> snapshots)
    {
        if (Json)
        {
            JsonOutput.Write(snapshots, JsonTypes.Default.IReadOnlyListSnapshotRecord);
        }
        else
        {
            foreach (SnapshotRecord snapshot in snapshots)
            {
                TextOutput.Line($"{snapshot.Taken:yyyy-MM-dd HH:mm:ss}  {snapshot.Name}{(snapshot.HasMemory ? "  with memory" : "")}");
            }
        }

        return ExitCode.Done;
    }
}

using Appliance.Builder.Bases;
using Appliance.Builder.Contents;
using Appliance.Builder.Images;
using Appliance.Builder.Templates;
using Appliance.Builder.Templates.Parts;
using Appliance.Builder.Tools;
using Appliance.Builder.Trees;
using Appliance.Guests.Inspection.Software;

namespace Appliance.Builder.Building;

/// <summary>Builds the disks of one machine of an appliance.</summary>
/// <param name="machine">The machine.</param>
/// <param name="options">How.</param>
/// <param name="prefix">What the names of its steps begin with.</param>
internal sealed class MachineBuild(MachineTemplate machine, BuildOptions options, string prefix)
{
    private readonly long _now = options.Timestamp.ToUnixTimeSeconds();

    /// <summary>What will be done, in this order.</summary>
    public IReadOnlyList<BuildStep> Plan =>
    [
        new($"{prefix}base", Base.Description, Base.IsKept),
        new($"{prefix}contents", $"{machine.Files.Count} files, {machine.Users.Count} users, {machine.FirstBoot.Count} scripts of the first start", IsKept: false),
        new($"{prefix}disk", $"{machine.Disk.Size >> 20} MiB: {string.Join(", ", machine.Disk.Partitions.Select(Describe))}{string.Concat(machine.DataDisks.Select(disk => $"; {Describe(new PartitionChoice(disk.FileSystem, disk.Mount, disk.Size))}"))}", IsKept: false),
    ];

    /// <summary>Sees whether its base can be had; see <see cref="ApplianceBuild.CheckAsync"/>.</summary>
    public Task CheckAsync(CancellationToken cancellationToken) => Base.CheckAsync(cancellationToken);

    /// <summary>Does it.</summary>
    /// <param name="work">A folder of its own, for the images and what is made on the way.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<BuiltMachine> RunAsync(string work, CancellationToken cancellationToken)
    {
        IReadOnlyList<BuildStep> plan = Plan;
        await using OpenedBase opened = await TimeAsync(plan[0], () => Base.OpenAsync(work, cancellationToken));
        RootTree tree = await TimeAsync(plan[1], () => Task.FromResult(Fill(opened.Tree)));
        IReadOnlyList<string> images = await TimeAsync(plan[2], () => new DiskImageBuilder(machine, NewTool()).MakeAsync(tree, work, cancellationToken));
        return new BuiltMachine(machine, images, InstalledSoftware.Read(tree.ReadText), opened.Digest);
    }

    private RootTree Fill(RootTree tree)
    {
        new TreeContents(tree, machine).Apply();
        return tree;
    }

    private BuildTool NewTool() => new(options.Log, _now);

    private BaseOpener Base => new(machine, options, NewTool());

    private async Task<T> TimeAsync<T>(BuildStep step, Func<Task<T>> run)
    {
        options.Begun(step);
        long start = options.Time.GetTimestamp();
        T result = await run();
        options.Ended(step, options.Time.GetElapsedTime(start));
        return result;
    }

    private static string Describe(PartitionChoice partition) => $"{ContentOf(partition)}{(partition.Size is { } size ? $" ({size >> 20} MiB)" : "")}";

    private static string ContentOf(PartitionChoice partition) => partition switch
    {
        { Group: { } group } => $"LVM {group.Name} [{string.Join(", ", group.Volumes.Select(volume => $"{volume.Name}: {Describe(volume.Content)}"))}]",
        { Mount: { } mount } => $"{partition.FileSystem.ToString().ToLowerInvariant()} on {mount}",
        _ => "swap",
    };
}

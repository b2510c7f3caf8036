using Appliance.Builder.Bases;
using Appliance.Builder.Contents;
using Appliance.Builder.Images;
using Appliance.Builder.Templates;
using Appliance.Builder.Templates.Parts;
using Appliance.Builder.Tools;
using Appliance.Builder.Trees;
using Appliance.Formats.IO;
using Appliance.Formats.Verification;
using Appliance.Guests.Inspection.Software;

namespace Appliance.Builder.Building;

/// <summary>Builds an appliance of a template. Same template, same inputs, same time: same bytes.</summary>
public sealed class ApplianceBuild
{
    private readonly Template _template;
    private readonly BuildOptions _options;
    private readonly long _now;
    private readonly BuildTool _tool;
    private readonly BaseArchive _bases;

    /// <summary>Prepares a build; nothing is made yet.</summary>
    public ApplianceBuild(Template template, BuildOptions options)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(options);
        (_template, _options, _now) = (template, options, options.Timestamp.ToUnixTimeSeconds());
        _tool = new BuildTool(options.Log, _now);
        _bases = new BaseArchive(options.CacheFolder, _tool, _now);
    }

    /// <summary>What will be done, in this order.</summary>
    public IReadOnlyList<BuildStep> Plan =>
    [
        new("base", DescribeBase(), _bases.Has(_template.Base, _template.Packages)),
        new("contents", $"{_template.Files.Count} files, {_template.Users.Count} users, {_template.FirstBoot.Count} scripts of the first start", IsKept: false),
        new("disk", $"{_template.Disk.Size >> 20} MiB: {string.Join(", ", _template.Disk.Partitions.Select(Describe))}{string.Concat(_template.DataDisks.Select(disk => $"; {disk.Size >> 20} MiB on {disk.Mount}"))}", IsKept: false),
    ];

    /// <summary>Does it.</summary>
    /// <param name="cancellationToken">Stops the work; nothing is left of it.</param>
    /// <returns>The appliance, as a source to be written as any package; its disk is removed with it.</returns>
    public async Task<BuiltAppliance> RunAsync(CancellationToken cancellationToken)
    {
        await using var made = new Ownership<WorkFolder>(new WorkFolder(_options.WorkFolder));
        string work = made.Held.Path;
        IReadOnlyList<BuildStep> plan = Plan;
        string archive = await TimeAsync(plan[0], () => _bases.GetAsync(_template.Base, _template.Packages, work, cancellationToken));
        RootTree tree = await TimeAsync(plan[1], () => ReadAsync(archive, cancellationToken));
        IReadOnlyList<string> images = await TimeAsync(plan[2], () => new DiskImageBuilder(_template, _tool).MakeAsync(tree, work, cancellationToken));
        InstalledSoftware software = InstalledSoftware.Read(tree.ReadText);
        string digest = await ChecksumFile.DigestAsync(_template.Base is ArchiveBase given ? given.Path : archive, cancellationToken);
        return new BuiltAppliance(_template, images, made.Release()) { Software = software, BaseDigest = digest };
    }

    private async Task<RootTree> ReadAsync(string archive, CancellationToken cancellationToken)
    {
        RootTree tree = await ArchiveTree.ReadAsync(archive, _now, cancellationToken);
        new TreeContents(tree, _template).Apply();
        return tree;
    }

    private async Task<T> TimeAsync<T>(BuildStep step, Func<Task<T>> run)
    {
        _options.Begun(step);
        long start = _options.Time.GetTimestamp();
        T result = await run();
        _options.Ended(step, _options.Time.GetElapsedTime(start));
        return result;
    }

    private string DescribeBase() => _template.Base switch
    {
        DebianBase debian => $"Debian {debian.Suite} ({debian.Variant}){(_template.Packages.Count > 0 ? $" with {string.Join(", ", _template.Packages)}" : "")}",
        ArchiveBase archive => $"the root file system in {Path.GetFileName(archive.Path)}",
        { } other => $"{other}",
    };

    private static string Describe(PartitionChoice partition)
        => $"{(partition.FileSystem == PartitionContent.Swap ? "swap" : $"ext4 on {partition.Mount}")}{(partition.Size is { } size ? $" ({size >> 20} MiB)" : "")}";
}

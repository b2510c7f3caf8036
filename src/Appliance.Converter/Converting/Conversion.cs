using System.Collections.Concurrent;
using Appliance.Converter.Mapping;
using Appliance.Converter.Planning;
using Appliance.Converter.Preparing;
using Appliance.Converter.Verifying;
using Appliance.Formats;
using Appliance.Formats.Disks;
using Appliance.Formats.Machines;

namespace Appliance.Converter.Converting;

/// <summary>Takes machines from a source to a target. The target appears only when all of it is written, every proof of the source holds, and reading it back showed the same, where that was asked for.</summary>
public static class Conversion
{
    /// <summary>Maps, prepares, plans, checks, writes, verifies, reads back and commits, in this order.</summary>
    /// <param name="source">Stays open.</param>
    /// <param name="target">Left without a commit where anything fails; the caller disposes it.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageException">The source is damaged, or the target cannot hold it.</exception>
    /// <exception cref="OptionException">The mapping does not fit the source, or the target cannot be read back.</exception>
    /// <exception cref="IOException">Reading or writing failed.</exception>
    public static async Task<ConversionReport> RunAsync(
        IMachineSource source, IMachineTarget target, ConversionOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        if (options.ReadBack is not null && !target.CanReadBack)
        {
            throw new OptionException($"{target.Name}: what goes there cannot be read back, so it cannot be verified");
        }

        long started = options.Time.GetTimestamp();
        var mapped = new MappedSource(source, options.Mapping);
        await using PreparedSource prepared = await GuestPreparation.RunAsync(
            mapped, target.IsForXen ? options.Preparation : null, cancellationToken);
        ConversionPlan plan = await PlanAsync(prepared, target, options, cancellationToken);
        target.Check(plan.Group, plan.DiskSizes);
        options.Planned(plan);
        if (options.PlanOnly)
        {
            return new ConversionReport(plan, new Dictionary<string, long>(), 0, options.Time.GetElapsedTime(started));
        }

        var copied = new ConcurrentDictionary<string, long>();
        TargetProof? proof = await WriteAsync(prepared, target, (disk, at) => Follow(disk, at, copied, options), options.ReadBack, cancellationToken);
        IReadOnlyList<string> made = proof?.Holds == false ? [] : await target.CommitAsync(cancellationToken);

        // What appears on a host is no file here.
        Dictionary<string, long> sizes = made.Where(File.Exists).ToDictionary(file => file, file => new FileInfo(file).Length);
        return new ConversionReport(plan, sizes, copied.Values.Sum(), options.Time.GetElapsedTime(started), proof);
    }

    /// <summary>Opens every disk once, so that a missing or damaged one is told before the first is copied.</summary>
    private static async Task<ConversionPlan> PlanAsync(
        PreparedSource source, IMachineTarget target, ConversionOptions options, CancellationToken cancellationToken)
    {
        var sizes = new Dictionary<string, long>();
        foreach (MachineDisk disk in source.Group.Disks)
        {
            sizes[disk.Id] = await source.MeasureDiskAsync(disk, cancellationToken);
        }

        IReadOnlyList<PlanWarning> warnings = target.IsForXen
            ? PlanWarnings.For(source.Group, sizes, options.Mapping.Networks.Count > 0, source.Reports) : [];
        return new ConversionPlan(source.Name, source.Format, target.Name, target.Format, source.Group, sizes, warnings, source.Reports);
    }

    /// <summary>Writes the target and checks the source's proofs; then reads the target back, where that is wanted.</summary>
    private static async Task<TargetProof?> WriteAsync(
        IMachineSource source, IMachineTarget target, Action<MachineDisk, CopyProgress> progress, ReadBackOptions? readBack, CancellationToken cancellationToken)
    {
        if (readBack is null)
        {
            await target.WriteAsync(source, progress, cancellationToken);
            await source.VerifyAsync(cancellationToken);
            return null;
        }

        var digesting = new DigestingSource(source);
        await target.WriteAsync(digesting, progress, cancellationToken);
        await source.VerifyAsync(cancellationToken);
        return await ReadBack.RunAsync(digesting, target, readBack, cancellationToken);
    }

    private static void Follow(MachineDisk disk, CopyProgress at, ConcurrentDictionary<string, long> copied, ConversionOptions options)
    {
        // Workers report in any order; the largest count is the last one.
        copied.AddOrUpdate(disk.Id, at.Copied, (_, known) => Math.Max(known, at.Copied));
        options.Progress(disk, at);
    }
}

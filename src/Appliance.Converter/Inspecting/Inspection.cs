using Appliance.Converter.Sources;
using Appliance.Formats;
using Appliance.Formats.Detection;
using Appliance.Formats.Disks;
using Appliance.Formats.Machines;

namespace Appliance.Converter.Inspecting;

/// <summary>Describes a source. A disk that cannot be opened is a problem of that disk, and the rest is still told.</summary>
public sealed class Inspection
{
    private readonly List<ImageFormat> _opened = [];
    private readonly bool _looksInside;
    private readonly DigestOptions? _digests;

    private Inspection(bool looksInside, DigestOptions? digests)
    {
        _looksInside = looksInside;
        _digests = digests;
    }

    /// <summary>Opens and describes a source.</summary>
    /// <param name="opener">Opens it.</param>
    /// <param name="location">Where it is.</param>
    /// <param name="source">What the user says about it.</param>
    /// <param name="looksInside">Whether to look for the systems on the disks.</param>
    /// <param name="digests">How to take the disks' content digests; null not to, and to read no data at all.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageException">The package itself is damaged or refused.</exception>
    public static async Task<SourceReport> RunAsync(
        SourceOpener opener, string location, SourceOptions source, bool looksInside, DigestOptions? digests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(opener);
        ArgumentNullException.ThrowIfNull(source);
        var inspection = new Inspection(looksInside, digests);
        var watched = new SourceOptions
        {
            From = source.From,
            Configuration = source.Configuration,
            BackingFiles = source.BackingFiles,
            ImageOpened = (_, format) => inspection._opened.Add(format),
        };
        await using IMachineSource opened = await opener.OpenAsync(location, watched, SourceAccess.AtRandom, cancellationToken);
        return await inspection.DescribeAsync(opened, cancellationToken);
    }

    private async Task<SourceReport> DescribeAsync(IMachineSource source, CancellationToken cancellationToken)
    {
        var machines = new List<MachineReport>();
        foreach (Machine machine in source.Group.Machines)
        {
            var disks = new List<DiskReport>();
            foreach (MachineDisk disk in machine.Disks)
            {
                disks.Add(await DescribeAsync(source, disk, cancellationToken));
            }

            (SystemReport? system, string? problem) = _looksInside && disks.TrueForAll(disk => disk.Problem is null)
                ? await GuestInspection.RunAsync(source, machine, cancellationToken) : (null, null);
            machines.Add(MachineReport.Of(machine, disks) with { System = system, SystemProblem = problem });
        }
        return SourceReport.Of(source, machines);
    }

    private async Task<DiskReport> DescribeAsync(IMachineSource source, MachineDisk disk, CancellationToken cancellationToken)
    {
        _opened.Clear();
        try
        {
            await using Disk content = await source.OpenDiskAsync(disk, cancellationToken);
            long allocated = await content.CountDataAsync(cancellationToken);
            string? digest = await DigestAsync(disk, content, cancellationToken);
            return DiskReport.Of(disk, FormatOf(disk), content.Length, allocated, problem: null) with { Digest = digest };
        }
        catch (ImageException e)
        {
            return DiskReport.Of(disk, FormatOf(disk), disk.Capacity, allocated: null, e.Message);
        }
    }

    private async Task<string?> DigestAsync(MachineDisk disk, Disk content, CancellationToken cancellationToken)
        => _digests is null ? null
            : (await ContentDigest.OfAsync(content, _digests.Workers, at => _digests.Progress(disk, at), cancellationToken)).Compute();

    /// <summary>The first image that was opened is the disk's own; others are its parents.</summary>
    private string? FormatOf(MachineDisk disk)
        => _opened.Count > 0 ? FormatNames.Of(_opened[0]) : disk.FileName is null ? "blank" : null;
}

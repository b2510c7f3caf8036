using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Verification;

namespace Appliance.Formats.Vhd;

/// <summary>
/// Checks a VHD by every rule that Xen's <c>vhd-util check</c> knows, and some of the specification's; tells all that
/// is wrong instead of the first thing. The codes begin with <c>vhd-</c> and are stable.
/// </summary>
public static class VhdVerifier
{
    /// <summary>Checks a file against the present time.</summary>
    /// <inheritdoc cref="VerifyAsync(Disk, IFileFolder, FindingList, ReadOptions, TimeProvider, CancellationToken)"/>
    public static ValueTask VerifyAsync(
        Disk file, IFileFolder? siblings, FindingList findings, ReadOptions options, CancellationToken cancellationToken)
        => VerifyAsync(file, siblings, findings, options, TimeProvider.System, cancellationToken);

    /// <summary>Checks a file.</summary>
    /// <param name="file">The file; stays open.</param>
    /// <param name="siblings">Where parents are looked for; null where there is no such place.</param>
    /// <param name="findings">Gets what is wrong.</param>
    /// <param name="options">Limits.</param>
    /// <param name="clock">Tells what the future is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async ValueTask VerifyAsync(
        Disk file, IFileFolder? siblings, FindingList findings, ReadOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(findings);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        var inspection = new VhdInspection(file, findings, clock.GetUtcNow());
        await inspection.GuardAsync("vhd-unreadable", () => CheckFileAsync(inspection, siblings, options, cancellationToken));
    }

    private static async ValueTask CheckFileAsync(
        VhdInspection inspection, IFileFolder? siblings, ReadOptions options, CancellationToken cancellationToken)
    {
        VhdFooterPair footers = await VhdFooterPair.ReadAsync(inspection.File, cancellationToken);
        VhdFooterRules.Check(inspection, footers);
        VhdFooter footer = footers.Choose(static _ => { });
        options.CheckDiskSize(inspection.File.Name, (long)Math.Min(VhdCreator.DiskSizeOf(footer), long.MaxValue));
        if (footer.Type == VhdDiskType.Fixed)
        {
            bool whole = VhdCreator.DiskSizeOf(footer) <= (ulong)footers.TailOffset;
            inspection.Require(whole, "vhd-fixed-size", footers.TailOffset, $"the disk has {VhdCreator.DiskSizeOf(footer)} bytes, more than precede the footer");
            return;
        }

        await CheckDynamicAsync(inspection, footers, footer, cancellationToken);
        if (footer.Type == VhdDiskType.Differencing)
        {
            await inspection.GuardAsync(
                "vhd-parent", () => VhdParentRules.CheckChainAsync(inspection, siblings, options, cancellationToken));
        }
    }

    private static async ValueTask CheckDynamicAsync(
        VhdInspection inspection, VhdFooterPair footers, VhdFooter footer, CancellationToken cancellationToken)
    {
        byte[] bytes = await inspection.File.ReadStructureAsync(
            (long)footer.DataOffset, VhdDynamicHeader.Size, "dynamic header", cancellationToken);
        if (!VhdHeaderRules.Check(inspection, footer, bytes, footers.ContentEnd))
        {
            return;
        }

        VhdDynamicHeader header = VhdDynamicHeader.Parse(bytes);
        VhdBlockTable table = await VhdBlockTable.ReadAsync(
            inspection.File, header, (long)VhdCreator.DiskSizeOf(footer), cancellationToken);
        List<VhdRange> tables = [.. VhdLayer.TablesOf(footer, header, header.TableEntries)];
        if (VhdCreator.PromisesBatmap(footer))
        {
            tables.AddRange(await VhdBatmapRules.CheckAsync(inspection, footer, header, table, footers.ContentEnd, cancellationToken));
        }

        if (footer.Type == VhdDiskType.Differencing)
        {
            tables.AddRange(await VhdParentRules.CheckLocatorsAsync(inspection, footer, header, footers.ContentEnd, cancellationToken));
        }

        VhdBlockRules.Check(inspection, table, tables, footers.ContentEnd);
    }
}

using Appliance.Formats.Disks;
using Appliance.Formats.Files;

namespace Appliance.Formats.Vhd;

/// <summary>What vhd-util demands of a differencing disk's locators and parent (blktap, vhd-util-check.c).</summary>
internal static class VhdParentRules
{
    /// <summary>Checks the locators, and returns the ranges of their data.</summary>
    public static async ValueTask<VhdRange[]> CheckLocatorsAsync(
        VhdInspection inspection, VhdFooter footer, VhdDynamicHeader header, long contentEnd, CancellationToken cancellationToken)
    {
        long at = (long)footer.DataOffset;
        inspection.Require(header.ParentTimestamp <= inspection.LatestTime, "vhd-parent-time", at, "the parent was changed in the future");
        inspection.Require(header.ParentName.Length > 0, "vhd-parent-name", at, "the header does not name the parent");
        VhdParentLocator[] used = [.. header.Locators.Where(locator => !locator.IsEmpty)];
        bool unique = used.DistinctBy(locator => locator.Platform).Count() == used.Length;
        inspection.Require(unique, "vhd-locator-twice", at, "two parent locators are for the same platform");
        bool clean = header.Locators.All(locator => !locator.IsEmpty || locator == default);
        inspection.Require(clean, "vhd-locator-empty", at, "an unused parent locator is not zero");
        var ranges = new List<VhdRange>();
        foreach (VhdParentLocator locator in used)
        {
            if (CheckPlace(inspection, locator, at, contentEnd))
            {
                ranges.Add(new VhdRange((long)locator.DataOffset, (long)locator.DataOffset + locator.SpaceBytes));
                await CheckNameAsync(inspection, header, locator, cancellationToken);
            }
        }

        inspection.Require(used.Any(IsReadable), "vhd-locator-missing", at, "no parent locator says where the parent is");
        return [.. ranges];
    }

    /// <summary>Checks that the parent is there, and the right one.</summary>
    public static async ValueTask CheckChainAsync(
        VhdInspection inspection, IFileFolder? siblings, ReadOptions options, CancellationToken cancellationToken)
    {
        if (siblings is null)
        {
            inspection.Expect(false, "vhd-parent-unchecked", 0, "the parent was not looked at: there is no folder to look into");
            return;
        }

        // Only what the verifier was given may be closed by who gave it.
        var borrowed = new SliceDisk(inspection.File, 0, inspection.File.Length);
        await using Disk whole = await VhdImage.OpenAsync(borrowed, siblings, options, cancellationToken);
    }

    private static bool IsReadable(VhdParentLocator locator)
        => locator.Platform is VhdPlatform.MacUrl or VhdPlatform.WindowsRelative or VhdPlatform.WindowsAbsolute;

    private static bool CheckPlace(VhdInspection inspection, VhdParentLocator locator, long at, long contentEnd)
    {
        inspection.Require(Enum.IsDefined(locator.Platform), "vhd-locator-platform", at, $"parent locator for the unknown platform {(uint)locator.Platform:x8}");
        inspection.Require(locator.Reserved == 0, "vhd-locator-reserved", at, "the reserved field of a parent locator is not zero");
        bool inside = locator.DataOffset > 0
            && locator.DataLength > 0
            && locator.SpaceBytes >= locator.DataLength
            && locator.DataOffset <= (ulong)contentEnd
            && contentEnd - (long)locator.DataOffset >= locator.SpaceBytes;
        inspection.Require(inside, "vhd-locator-place", at, $"the path of a parent locator at byte {locator.DataOffset} is empty, or not within the file");
        return inside;
    }

    private static async ValueTask CheckNameAsync(
        VhdInspection inspection, VhdDynamicHeader header, VhdParentLocator locator, CancellationToken cancellationToken)
    {
        string? path = await VhdParentName.ReadPathAsync(inspection.File, locator, cancellationToken);
        bool same = path is null || VhdParentName.BaseName(path) == VhdParentName.BaseName(header.ParentName);
        inspection.Require(
            same, "vhd-locator-name", (long)locator.DataOffset, $"a parent locator names \"{RelativeName.Printable(path ?? "")}\", the header \"{RelativeName.Printable(header.ParentName)}\"");
    }
}

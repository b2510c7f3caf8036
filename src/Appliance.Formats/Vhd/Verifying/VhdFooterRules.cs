namespace Appliance.Formats.Vhd;

/// <summary>What vhd-util demands of footers (blktap, vhd-util-check.c).</summary>
internal static class VhdFooterRules
{
    private const uint TemporaryFeature = 1;

    /// <summary>Checks both footers.</summary>
    public static void Check(VhdInspection inspection, VhdFooterPair footers)
    {
        CheckOne(inspection, footers.Tail, footers.TailOffset);
        if (!footers.HasTail || VhdFooter.Parse(footers.Tail).Type != VhdDiskType.Fixed)
        {
            CheckOne(inspection, footers.Head, 0);
            bool same = footers.Head.AsSpan().SequenceEqual(footers.Tail);
            inspection.Require(same, "vhd-footer-copies", 0, "the footer and its copy at the start differ");
        }
    }

    private static void CheckOne(VhdInspection inspection, byte[] bytes, long at)
    {
        if (!VhdFooter.HasCookie(bytes))
        {
            inspection.Error("vhd-footer-missing", at, "there is no footer");
            return;
        }

        inspection.Require(VhdFooter.HasValidChecksum(bytes), "vhd-footer-checksum", at, "the footer's checksum is wrong");
        bool zero = !bytes.AsSpan(VhdFooter.ReservedOffset).ContainsAnyExcept((byte)0);
        inspection.Require(zero, "vhd-footer-reserved", at + VhdFooter.ReservedOffset, "the reserved area of the footer is not zero");
        VhdFooter footer = VhdFooter.Parse(bytes);
        CheckFormat(inspection, footer, at);
        CheckDisk(inspection, footer, at);
    }

    private static void CheckFormat(VhdInspection inspection, VhdFooter footer, long at)
    {
        bool features = (footer.Features & ~TemporaryFeature) == VhdFooter.ReservedFeature;
        inspection.Require(features, "vhd-footer-features", at, $"features are {footer.Features:x}; only bit 1, always, and bit 0 may be set");
        inspection.Require(footer.Version == VhdFooter.Version1, "vhd-footer-version", at, $"version is {footer.Version:x8}, not 1.0");
        bool known = footer.Type is VhdDiskType.Fixed or VhdDiskType.Dynamic or VhdDiskType.Differencing;
        inspection.Require(known, "vhd-footer-type", at, $"disk type {(uint)footer.Type} is none of fixed, dynamic and differencing");
        bool next = footer.Type != VhdDiskType.Fixed || footer.DataOffset == VhdFooter.NoOffset;
        inspection.Require(next, "vhd-footer-data-offset", at, "a fixed disk points to a header");
        bool version = !VhdCreator.IsXen(footer) || footer.CreatorVersion <= VhdCreator.NewestXenVersion;
        inspection.Require(version, "vhd-footer-creator-version", at, $"Xen's dialect {footer.CreatorVersion:x8} is not known; 1.3 is the newest");
    }

    private static void CheckDisk(VhdInspection inspection, VhdFooter footer, long at)
    {
        bool past = footer.Timestamp <= inspection.LatestTime;
        inspection.Require(past, "vhd-footer-time", at, $"was made in the future: {VhdTime.ToDate(footer.Timestamp):u}");
        VhdGeometry largest = VhdGeometry.ForSize((long)Math.Min(footer.CurrentSize, long.MaxValue));
        bool geometry = footer.Geometry.ToUInt32() <= largest.ToUInt32();
        inspection.Require(geometry, "vhd-footer-geometry", at, $"geometry {Show(footer.Geometry)} is too large for {footer.CurrentSize} bytes; {Show(largest)} is right");
        inspection.Require(footer.CurrentSize <= VhdLimits.MaxDiskSize, "vhd-footer-size", at, $"size {footer.CurrentSize} is above 2,040 GiB");
        inspection.Require(footer.Id != Guid.Empty, "vhd-footer-id", at, "the identity is empty");
        inspection.Require(footer.SavedState <= 1, "vhd-footer-saved-state", at, $"saved state is {footer.SavedState}; 0 and 1 are valid");
        inspection.Require(footer.Hidden <= 1, "vhd-footer-hidden", at, $"the hidden mark is {footer.Hidden}; 0 and 1 are valid");
    }

    private static string Show(VhdGeometry geometry) => $"{geometry.Cylinders}/{geometry.Heads}/{geometry.SectorsPerTrack}";
}

using Appliance.Formats.Disks;

namespace Appliance.Formats.Vhd;

/// <summary>What vhd-util demands of the batmap that Xen's dynamic disks carry (blktap, vhd-util-check.c).</summary>
internal static class VhdBatmapRules
{
    private const int BitsPerSector = VhdFooter.SectorSize * 8;

    /// <summary>Checks the batmap behind the block table.</summary>
    /// <returns>The ranges of its header and its bits; none where there is no batmap.</returns>
    public static async ValueTask<VhdRange[]> CheckAsync(
        VhdInspection inspection, VhdFooter footer, VhdDynamicHeader header, VhdBlockTable table, long contentEnd, CancellationToken cancellationToken)
    {
        long at = HeaderOffsetOf(header);
        byte[] bytes = await inspection.File.ReadStructureAsync(at, VhdBatmapHeader.Size, "batmap header", cancellationToken);
        if (!bytes.AsSpan().StartsWith(VhdBatmapHeader.Cookie))
        {
            inspection.Error("vhd-batmap-missing", at, "there is no batmap, which this version of Xen's dialect promises");
            return [];
        }

        var batmap = VhdBatmapHeader.Parse(bytes);
        var headerRange = new VhdRange(at, at + VhdBatmapHeader.Size);
        if (!CheckHeader(inspection, batmap, header, at, contentEnd))
        {
            return [headerRange];
        }

        byte[] bits = await inspection.File.ReadStructureAsync(
            (long)batmap.Offset, (int)UsedSize(batmap, footer, table), "batmap", cancellationToken);
        CheckBits(inspection, bits, batmap, footer, table);
        return [headerRange, new((long)batmap.Offset, (long)batmap.Offset + BytesOf(batmap))];
    }

    private static long HeaderOffsetOf(VhdDynamicHeader header)
    {
        long tableBytes = (long)header.TableEntries * sizeof(uint);
        return (long)header.TableOffset + ((tableBytes + VhdFooter.SectorSize - 1) / VhdFooter.SectorSize * VhdFooter.SectorSize);
    }

    private static long BytesOf(VhdBatmapHeader batmap) => (long)batmap.Sectors * VhdFooter.SectorSize;

    /// <summary>What libvhd looks at of a batmap, whatever size that claims: bounded by the size of the disk.</summary>
    private static long UsedSize(VhdBatmapHeader batmap, VhdFooter footer, VhdBlockTable table)
        => Math.Min(BytesOf(batmap), Math.Max(VhdBatmap.CheckedSize(footer.CurrentSize), (table.Count + 7) / 8));

    private static bool CheckHeader(VhdInspection inspection, VhdBatmapHeader batmap, VhdDynamicHeader header, long at, long contentEnd)
    {
        inspection.Require(batmap.Version <= VhdBatmapHeader.Version12, "vhd-batmap-version", at, $"batmap version is {batmap.Version:x8}; 1.2 is the newest");
        bool enough = batmap.Sectors > 0 && (long)batmap.Sectors * BitsPerSector >= header.TableEntries;
        inspection.Require(enough, "vhd-batmap-size", at, $"the batmap of {batmap.Sectors} sectors is too small for {header.TableEntries} blocks");
        bool inside = batmap.Offset > 0
            && batmap.Offset % VhdFooter.SectorSize == 0
            && batmap.Offset <= (ulong)contentEnd
            && contentEnd - (long)batmap.Offset >= BytesOf(batmap);
        inspection.Require(inside, "vhd-batmap-place", at, $"the batmap at byte {batmap.Offset} is not aligned, or not within the file");
        return enough && inside;
    }

    private static void CheckBits(VhdInspection inspection, byte[] bits, VhdBatmapHeader batmap, VhdFooter footer, VhdBlockTable table)
    {
        ReadOnlySpan<byte> checkedPart = bits.AsSpan(0, (int)Math.Min(bits.Length, VhdBatmap.CheckedSize(footer.CurrentSize)));
        bool sum = VhdChecksum.Of(checkedPart) == batmap.Checksum;
        inspection.Require(sum, "vhd-batmap-checksum", (long)batmap.Offset, "the batmap's checksum is wrong");
        for (int block = 0; block < table.Count; block++)
        {
            if (VhdSectorBitmap.IsSet(bits, block) && !table.IsStored(block))
            {
                inspection.Error("vhd-batmap-block", (long)batmap.Offset, $"the batmap calls block {block} full, which is not stored");
            }
        }
    }
}

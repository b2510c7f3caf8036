namespace Appliance.Formats.Vhd;

/// <summary>What vhd-util demands of the blocks: within the file, behind the tables, and none over another one.</summary>
internal static class VhdBlockRules
{
    /// <summary>Checks the place of every stored block.</summary>
    /// <param name="inspection">The file.</param>
    /// <param name="table">Its block table.</param>
    /// <param name="tables">The ranges that no block may touch.</param>
    /// <param name="contentEnd">Where blocks have to end.</param>
    public static void Check(VhdInspection inspection, VhdBlockTable table, IReadOnlyList<VhdRange> tables, long contentEnd)
    {
        VhdBlockPlace[] blocks = [.. StoredBlocks(table)];
        foreach (VhdBlockPlace block in blocks)
        {
            CheckOne(inspection, block, tables, contentEnd);
        }

        Array.Sort(blocks, static (a, b) => a.Range.Start.CompareTo(b.Range.Start));
        for (int i = 1; i < blocks.Length; i++)
        {
            if (blocks[i].Range.Overlaps(blocks[i - 1].Range))
            {
                inspection.Error(
                    "vhd-block-overlap", blocks[i].Range.Start, $"blocks {blocks[i - 1].Block} and {blocks[i].Block} overlap");
            }
        }
    }

    private static IEnumerable<VhdBlockPlace> StoredBlocks(VhdBlockTable table)
    {
        for (int block = 0; block < table.Count; block++)
        {
            if (table.IsStored(block))
            {
                yield return new VhdBlockPlace(block, new VhdRange(table.BitmapOffset(block), table.DataOffset(block) + table.BlockSize));
            }
        }
    }

    private static void CheckOne(VhdInspection inspection, VhdBlockPlace place, IReadOnlyList<VhdRange> tables, long contentEnd)
    {
        (int block, VhdRange range) = place;
        if (range.End > contentEnd)
        {
            inspection.Error("vhd-block-end", range.Start, $"block {block} ends at byte {range.End}, but the content ends at {contentEnd}");
        }

        if (tables.Any(range.Overlaps))
        {
            inspection.Error("vhd-block-tables", range.Start, $"block {block} lies over the headers or tables");
        }
    }
}

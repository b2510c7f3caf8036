namespace Appliance.Formats.Qcow2;

/// <summary>The refcounts of an image in which each cluster is used once.</summary>
/// <param name="TableClusters">Clusters of the refcount table.</param>
/// <param name="Blocks">Refcount blocks, a cluster each.</param>
internal readonly record struct Qcow2Refcounts(long TableClusters, long Blocks)
{
    private const int CountsPerBlock = Qcow2Layout.ClusterSize / sizeof(ushort);

    /// <summary>Clusters of all of it.</summary>
    public long Clusters => TableClusters + Blocks;

    /// <summary>What an image takes. Refcount blocks count themselves and their table too, so their number is found by going on until it holds.</summary>
    /// <param name="used">Clusters of everything else.</param>
    public static Qcow2Refcounts For(long used)
    {
        var sizes = new Qcow2Refcounts(0, 0);
        while (true)
        {
            long blocks = (used + sizes.Clusters + CountsPerBlock - 1) / CountsPerBlock;
            long table = Qcow2Layout.Clusters(blocks * sizeof(ulong));
            if (blocks <= sizes.Blocks && table <= sizes.TableClusters)
            {
                return sizes;
            }

            sizes = new Qcow2Refcounts(table, blocks);
        }
    }

    /// <summary>One block.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="total">Clusters of the image.</param>
    public static byte[] BlockToBytes(long number, long total)
    {
        var counts = new byte[Qcow2Layout.ClusterSize];
        long inUse = Math.Clamp(total - (number * CountsPerBlock), 0, CountsPerBlock);
        for (int n = 0; n < inUse; n++)
        {
            counts[(n * sizeof(ushort)) + 1] = 1;
        }

        return counts;
    }

    /// <summary>The table, whose blocks stand behind it.</summary>
    /// <param name="cluster">The cluster where it starts.</param>
    public byte[] TableToBytes(long cluster)
    {
        var table = new ulong[Blocks];
        for (long i = 0; i < Blocks; i++)
        {
            table[i] = (ulong)((cluster + TableClusters + i) * Qcow2Layout.ClusterSize);
        }

        return Qcow2Layout.ToBytes(table);
    }
}

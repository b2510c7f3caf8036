namespace Appliance.Guests.FileSystems.Fat;

/// <summary>Clusters one after the other.</summary>
/// <param name="First">The number of the first one.</param>
/// <param name="Count">How many.</param>
internal readonly record struct ClusterRun(uint First, int Count)
{
    /// <summary>The last one.</summary>
    internal uint Last => First + (uint)Count - 1;

    /// <summary>Adds a cluster at the end of runs.</summary>
    internal static void Append(List<ClusterRun> runs, uint cluster)
    {
        if (runs.Count > 0 && runs[^1].Last + 1 == cluster)
        {
            runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
        }
        else
        {
            runs.Add(new ClusterRun(cluster, 1));
        }
    }
}

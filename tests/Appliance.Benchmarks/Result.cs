namespace Appliance.Benchmarks;

/// <summary>What a run took, or the medians over several.</summary>
/// <param name="Wall">Seconds that passed.</param>
/// <param name="Processor">Seconds of processor time, user and system, over all cores.</param>
/// <param name="PeakMiB">Largest resident set.</param>
/// <param name="TargetMiB">Length of what was made.</param>
internal sealed record Result(double Wall, double Processor, double PeakMiB, double TargetMiB)
{
    /// <summary>Median by median.</summary>
    public static Result MedianOf(IReadOnlyCollection<Result> runs) => new(
        Median(runs, run => run.Wall), Median(runs, run => run.Processor), Median(runs, run => run.PeakMiB), Median(runs, run => run.TargetMiB));

    private static double Median(IReadOnlyCollection<Result> runs, Func<Result, double> value)
    {
        double[] sorted = [.. runs.Select(value).Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

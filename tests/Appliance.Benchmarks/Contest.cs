namespace Appliance.Benchmarks;

/// <summary>Lets contenders run in turn, so that a slow minute of the machine hits all of them.</summary>
internal static class Contest
{
    /// <summary>The medians, in the order of the contenders.</summary>
    public static IReadOnlyList<Result> Run(IReadOnlyList<Contender> contenders, int rounds, Action beforeEach)
    {
        ILookup<string, Result> runs = Enumerable.Range(0, rounds)
            .SelectMany(_ => contenders)
            .Select(contender => Measure(contender, beforeEach))
            .ToLookup(run => run.Name);
        return [.. contenders.Select(contender => Result.MedianOf([.. runs[contender.Name]]))];
    }

    private static Result Measure(Contender contender, Action beforeEach)
    {
        beforeEach();
        return Command.Measure(contender);
    }
}

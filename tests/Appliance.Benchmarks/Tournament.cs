using Appliance.Benchmarks.Limits;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Benchmarks;

/// <summary>Lets all contenders of all contests run in turn, so that a slow minute of the machine hits all of them.</summary>
internal static class Tournament
{
    /// <summary>The medians, in the order of the contests.</summary>
    public static IReadOnlyList<(Contest Contest, Standings Standings)> Run(IReadOnlyList<Contest> contests, int rounds, Workspace folder)
    {
        var runs = new Dictionary<Contender, List<Result>>(ReferenceEqualityComparer.Instance);
        for (int round = 0; round < rounds; round++)
        {
            foreach (Contest contest in contests.Where(contest => round < contest.MaxRounds))
            {
                Console.Error.WriteLine($"round {round + 1} of {Math.Min(rounds, contest.MaxRounds)}: {contest.Name}");
                RunOnce(contest, round, folder, runs);
            }
        }

        return [.. contests.Select(contest => (contest, Sum(contest, runs)))];
    }

    private static void RunOnce(Contest contest, int round, Workspace folder, Dictionary<Contender, List<Result>> runs)
    {
        WarmUp(contest.Source);
        folder.WarmUp();
        int first = round % contest.Contenders.Count;
        foreach (Contender contender in contest.Contenders.Skip(first).Concat(contest.Contenders.Take(first)).Where(contender => round < contender.MaxRounds))
        {
            folder.Clear();
            Result result = Command.Measure(contender.Line) with { TargetMiB = folder.TargetMiB };
            runs.TryAdd(contender, []);
            runs[contender].Add(result);
        }
    }

    private static Standings Sum(Contest contest, Dictionary<Contender, List<Result>> runs)
        => new([.. contest.Contenders.Select(contender => (contender, Result.MedianOf(runs[contender])))]);

    private static void WarmUp(string? source)
    {
        if (source is not null)
        {
            using SafeFileHandle file = File.OpenHandle(source);
            var buffer = new byte[1 << 20];
            foreach ((long start, long end) in DataRanges.Of(file))
            {
                for (long at = start; at < end; at += buffer.Length)
                {
                    RandomAccess.Read(file, buffer, at);
                }
            }
        }
    }
}

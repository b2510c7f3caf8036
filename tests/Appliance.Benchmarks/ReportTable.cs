namespace Appliance.Benchmarks;

/// <summary>Tables in Markdown, as docs/performance.md shows them.</summary>
internal static class ReportTable
{
    /// <summary>Prints everybody's medians, and what we took of theirs.</summary>
    public static void Print(IReadOnlyList<(Contest Contest, Standings Standings)> all)
    {
        Console.WriteLine("""

            | | wall s | CPU s | peak MiB | target MiB | our wall / theirs | our CPU / theirs |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: |
            """);
        foreach ((Contest contest, Standings standings) in all)
        {
            Console.WriteLine($"| **{contest.Name}** | | | | | | |");
            foreach ((Contender contender, Result result) in standings.Results)
            {
                string ratios = contender.Role == Role.Ours ? " | " : $"{Ratio(standings.Ours.Wall, result.Wall)} | {Ratio(standings.Ours.Processor, result.Processor)}";
                Console.WriteLine($"| {contender.Name} | {result.Wall:F3} | {result.Processor:F2} | {result.PeakMiB:F0} | {result.TargetMiB:F0} | {ratios} |");
            }
        }
    }

    /// <summary>Prints what is asked of us, and whether it is met.</summary>
    /// <returns>Whether all of it is.</returns>
    public static bool PrintBars(IReadOnlyList<(Contest Contest, Standings Standings)> all)
    {
        Console.WriteLine("""

            | asked | bar | measured | |
            | --- | --- | ---: | --- |
            """);
        bool allMet = true;
        foreach ((Contest contest, Standings standings) in all)
        {
            foreach (Bar bar in contest.Judge(standings))
            {
                Console.WriteLine($"| {contest.Name}: {bar.What} | {bar.Text} | {bar.Measured:0.##} | {(bar.IsMet ? "met" : "**missed**")} |");
                allMet &= bar.IsMet;
            }
        }

        return allMet;
    }

    private static string Ratio(double ours, double theirs) => theirs == 0 ? "" : $"{ours / theirs:F2}";
}

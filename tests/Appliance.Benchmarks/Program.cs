using Appliance.Benchmarks.Limits;

namespace Appliance.Benchmarks;

/// <summary>Prints tables in Markdown, as docs/performance.md shows them. Called by <c>./build.sh bench</c>.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (args is [LimitProgram.Verb, ..])
        {
            return LimitProgram.Run(args.AsSpan(1));
        }

        if (Options.Parse(args) is not { } options)
        {
            Console.Error.WriteLine(Options.Usage);
            return 2;
        }

        using var folder = new Workspace();
        return Run(options, folder);
    }

    private static int Run(Options options, Workspace folder)
    {
        var stage = new Stage(options.Appliance, folder);
        IReadOnlyList<Contest> contests = ContestList.Make(stage, options.Only);
        IReadOnlyList<(Contest Contest, Standings Standings)> standings = Tournament.Run(contests, options.Rounds, folder);
        PrintMachine(options);
        ReportTable.Print(standings);
        bool allMet = ReportTable.PrintBars(standings);
        PrintChecks(contests);
        return allMet || !options.Strict ? 0 : 1;
    }

    private static void PrintMachine(Options options)
    {
        string processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) ?? ": unknown";
        Console.WriteLine($"""
            - {processor.Split(':')[1].Trim()}, {Environment.ProcessorCount} cores, {Environment.OSVersion}
            - {Command.Output(options.Appliance, "--version").Split('\n')[0]}; {Command.Output("qemu-img", "--version").Split('\n')[0]}
            - medians of {options.Rounds} rounds (2 at most where a peer takes long, and 1 of a peer that takes minutes), all contenders in turn, another one first each time; sources in the page cache, new targets each time
            """);
    }

    private static void PrintChecks(IEnumerable<Contest> contests)
    {
        Console.WriteLine();
        foreach (Contest contest in contests)
        {
            if (contest.Check() is { Length: > 0 } answer)
            {
                Console.WriteLine($"- {contest.Name}: {answer}");
            }
        }
    }
}

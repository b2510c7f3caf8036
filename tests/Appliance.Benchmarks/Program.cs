using System.Globalization;

namespace Appliance.Benchmarks;

/// <summary>Prints tables in Markdown, as docs/performance.md shows them. Called by <c>./build.sh bench</c>.</summary>
internal static class Program
{
    private const int DefaultRounds = 5;
    private const int StartUpRounds = 20;

    // Memory must not grow with the disk; this is what an appliance builder in a small container can spare.
    private const double MemoryBarMiB = 200;

    private static int Main(string[] args)
    {
        if (args.Length is < 1 or > 2)
        {
            Console.Error.WriteLine("usage: Appliance.Benchmarks APPLIANCE-EXECUTABLE [ROUNDS]");
            return 2;
        }

        string appliance = Path.GetFullPath(args[0]);
        int rounds = args.Length == 2 ? int.Parse(args[1], CultureInfo.InvariantCulture) : DefaultRounds;
        using var folder = new Workspace();
        PrintMachine(appliance, rounds);
        foreach (Conversion conversion in Conversion.All(folder))
        {
            ReportTable.Print(conversion.Name, conversion.Compete(appliance, rounds));
            conversion.Check(appliance);
        }

        PrintStartUp(appliance);
        return CheckMemory(appliance, folder) ? 0 : 1;
    }

    private static void PrintMachine(string appliance, int rounds)
    {
        string processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) ?? ": unknown";
        Console.WriteLine($"""
            - {processor.Split(':')[1].Trim()}, {Environment.ProcessorCount} cores, {Environment.OSVersion}
            - {Command.Output(appliance, "--version").Split('\n')[0]}; {Command.Output("qemu-img", "--version").Split('\n')[0]}
            - medians of {rounds} rounds, taken in turn; sources in the page cache, new targets each time
            """);
    }

    private static void PrintStartUp(string appliance)
    {
        Contender[] contenders = [new("appliance --version", [appliance, "--version"]), new("qemu-img --version", ["qemu-img", "--version"])];
        ReportTable.Print("Start-up", Contest.Run(contenders, StartUpRounds, beforeEach: () => { }));
    }

    private static bool CheckMemory(string appliance, Workspace folder)
    {
        Conversion conversion = Conversion.Large(folder);
        IReadOnlyList<Result> results = conversion.Compete(appliance, rounds: 1);
        ReportTable.Print($"{conversion.Name}: memory, at most {MemoryBarMiB} MiB", results);
        conversion.Check(appliance);
        bool holds = results[0].PeakMiB <= MemoryBarMiB;
        if (!holds)
        {
            Console.Error.WriteLine($"appliance used {results[0].PeakMiB:F0} MiB, more than {MemoryBarMiB}");
        }

        return holds;
    }
}

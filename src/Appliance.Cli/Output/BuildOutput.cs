using Appliance.Cli.Commands.Building;

namespace Appliance.Cli.Output;

/// <summary>What a build did, for people.</summary>
internal static class BuildOutput
{
    /// <summary>Writes it.</summary>
    public static void Write(BuildReport report, IEnumerable<BuildTarget> targets)
    {
        if (report.IsPlanOnly)
        {
            Console.WriteLine($"{report.Name} {report.Version}");
            report.Steps.ToList().ForEach(step => Console.WriteLine($"  {step.Name}: {step.Description}{(step.IsKept ? " (kept from before)" : "")}"));
            targets.ToList().ForEach(target => Console.WriteLine($"  {target.Format.Name}: {target.Path}"));
            return;
        }

        foreach ((string file, long size) in report.Files)
        {
            Console.WriteLine($"{file} ({Bytes.Show(size)})");
        }

        report.Tests?.ToList().ForEach(Write);

        Console.WriteLine(string.Join(", ", report.Steps.Select(step => $"{step.Name} {step.Duration!.Value.TotalSeconds:0.0} s{(step.IsKept ? " (kept)" : "")}")));
    }

    // The start is the first case, and is told in a whole sentence.
    private static void Write(TestReport test)
    {
        TextOutput.Line($"{test.Machine} is {(test.IsUp ? "up" : "not up")} after {test.Cases[0].Seconds:0.0} s: {test.Reason}");
        foreach (TestCase tested in test.Cases.Skip(1))
        {
            TextOutput.Line($"  {(tested.IsOk ? "ok" : "FAILED")}: {tested.Name} ({tested.Seconds:0.0} s): {tested.Message}");
        }
    }
}

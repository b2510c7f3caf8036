using Appliance.Formats.Machines;
using Appliance.Runtime.Watching;

namespace Appliance.Cli.Output;

/// <summary>What came of trying a machine of a build on a host.</summary>
/// <param name="Name">What the template calls the machine.</param>
/// <param name="Host">The host, as the user calls it.</param>
/// <param name="Machine">What the machine was called there.</param>
/// <param name="IsOk">Whether it came up, and all is as it should be.</param>
/// <param name="IsUp">Whether it came up, and all its checks held.</param>
/// <param name="Reason">What tells that it is up, or what is missing.</param>
/// <param name="Seconds">Seconds from the start to the end of the last test.</param>
/// <param name="Cases">What was tested, one by one.</param>
/// <param name="Sights">What was seen while it started, in order.</param>
internal sealed record TestReport(
    string Name, string Host, string Machine, bool IsOk, bool IsUp, string Reason, double Seconds, IReadOnlyList<TestCase> Cases, IReadOnlyList<WatchSight> Sights)
{
    /// <summary>Puts it together: a case for the start itself, one for each check, and one for each command.</summary>
    /// <param name="name">What the template calls the machine.</param>
    /// <param name="seen">What was seen of the start.</param>
    /// <param name="checks">What was to hold.</param>
    /// <param name="commands">What came of the commands.</param>
    public static TestReport Of(string name, WatchReport seen, IReadOnlyList<HealthCheck> checks, IReadOnlyList<TestCase> commands)
    {
        TestCase[] cases = [new TestCase("starts", seen.Seconds, seen.IsUp, seen.Reason), .. checks.Select(check => CaseOf(check, seen)), .. commands];
        double seconds = Math.Round(seen.Seconds + commands.Sum(command => command.Seconds), 1);
        return new TestReport(name, seen.Host, seen.Machine, cases.All(each => each.IsOk), seen.IsUp, seen.Reason, seconds, cases, seen.Sights);
    }

    private static TestCase CaseOf(HealthCheck check, WatchReport seen)
    {
        WatchSight? sight = seen.Sights.FirstOrDefault(sight => sight.What == $"{check}");
        return sight is null ? new TestCase($"{check}", seen.Seconds, IsOk: false, seen.Reason) : new TestCase($"{check}", sight.Seconds, IsOk: true, "holds");
    }
}

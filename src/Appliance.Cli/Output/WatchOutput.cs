using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Watching;

namespace Appliance.Cli.Output;

/// <summary>Prints for people what was seen of machines.</summary>
internal static class WatchOutput
{
    /// <summary>What watch says in the end.</summary>
    public static void Write(WatchReport report)
        => TextOutput.Line($"{report.Machine} is {(report.IsUp ? "up" : "not up")} after {report.Seconds:0.0} s: {report.Reason}");

    /// <summary>A line of events.</summary>
    public static void Write(HostEvent change)
    {
        string what = change.Old == change.New ? "restarted" : $"{Name(change.Old)} -> {Name(change.New)}";
        TextOutput.Line($"{change.Time:yyyy-MM-ddTHH:mm:ss.fffZ} {change.Host} {change.Machine} {what}{(change.DomainId is { } domain ? $" (domain {domain})" : "")}");
        Console.Out.Flush();

        static string Name(MachineState? state) => state is { } known ? MachineOutput.Name(known) : "absent";
    }
}

using System.Text.Json;
using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Watching;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance events</summary>
[Command("events", Description = "Print a line for every change of state on a host, until it is interrupted; with --json a JSON document a line.", ExtendedHelpText = """

    Example:
      appliance events --host xen1 --json | jq -c 'select(.new == "Crashed")'
    """)]
internal sealed class EventsCommand : HostCommand
{
    /// <summary>Time between two looks.</summary>
    [Option("--interval <TIME>", "Time between two looks at a host with xl; default 2s. A pool with xapi tells of changes itself.", CommandOptionType.SingleValue)]
    public string Interval { get; set; } = "2s";

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        TimeSpan interval = Durations.Parse(Interval, "--interval");
        await using IXenHost host = await OpenHostAsync();
        var feed = new EventFeed(host, interval, TimeProvider.System, Terminal.WriteError);
        try
        {
            await foreach (HostEvent change in feed.FollowAsync(CancellationToken))
            {
                Write(change);
            }
        }
        catch (OperationCanceledException)
        {
            // An interruption is how it ends.
        }

        return ExitCode.Done;
    }

    private void Write(HostEvent change)
    {
        if (Json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(change, JsonLines.Default.HostEvent));
            Console.Out.Flush();
        }
        else
        {
            WatchOutput.Write(change);
        }
    }
}

using System.Diagnostics;
using Appliance.Testing;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Conformance.Tests.OnXen;

/// <summary>The verbs that go on while a machine lives, each in a process of its own beside the verbs that change it.</summary>
[Trait("Category", "Slow")]
[Collection(XenHostCollection.Name)]
public sealed class ConsoleTests(SharedHost xen) : SharedHostTests(xen)
{
    [NeedsXenHostFact]
    public async Task ConsoleAndEvents_TellTheLifeOfAGuest_FromItsStartToItsEnd()
    {
        await Xen.SucceedAsync("import", Xen.Tiny("tiny"), "--name", "told", "--domain", "pvh", "--network", "VM Network=xenbr0", "--guest", "keep");
        using Process events = await Xen.StartAsync("events");
        await Xen.SucceedAsync("start", "told");
        using Process console = await Xen.StartAsync("console", "told", "--log", Xen["console.log"]);
        console.StandardInput.Close();
        await Xen.SucceedAsync("watch", "told", "--check", "http:80/cgi-bin/state", "--address", "192.168.77.29", "--limit", "5m");
        foreach ((string verb, string expected) in new[] { ("pause", "running -> paused"), ("resume", "paused -> running"), ("stop", "running -> stopped") })
        {
            await Xen.SucceedAsync(verb, "told");
            Assert.Contains($" xen1 told {expected}", await NextAsync(events, expected), StringComparison.Ordinal);
        }

        Tool.Run("kill", "-INT", $"{events.Id}");
        Assert.Equal(0, (await SharedHost.EndAsync(events)).ExitCode);
        (int code, string printed, string error) = await SharedHost.EndAsync(console);
        Assert.Equal((0, "appliance: told: its console has ended\n"), (code, error));
        // Whatever its start is counted as: the emulation may have reset it on the way up.
        Assert.Contains("APPLIANCE-GUEST-UP type=PVH boots=", printed, StringComparison.Ordinal);
        Assert.Contains("APPLIANCE-GUEST-DOWN", printed, StringComparison.Ordinal);
        Assert.Equal(printed, await File.ReadAllTextAsync(Xen["console.log"]));
        await Xen.SucceedAsync("remove", "told", "--yes");
    }

    /// <summary>The next line that tells this. What a guest goes through while it is taken up may be told before it.</summary>
    private static async Task<string> NextAsync(Process events, string expected)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        string? line = await events.StandardOutput.ReadLineAsync(limit.Token);
        while (line?.Contains(expected, StringComparison.Ordinal) == false)
        {
            line = await events.StandardOutput.ReadLineAsync(limit.Token);
        }

        return line ?? "the end";
    }
}

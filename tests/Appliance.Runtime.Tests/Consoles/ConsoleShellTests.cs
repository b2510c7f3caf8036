using Appliance.Runtime.Consoles;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Consoles;

/// <summary>Commands run in real shells on a real terminal.</summary>
public sealed class ConsoleShellTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly ConsoleBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [NeedsToolTheory("script", "bash", "busybox", "dash")]
    [InlineData("bash --norc -i")]
    [InlineData("dash -i")]
    [InlineData("busybox ash -i")]
    [InlineData("stty -echo; sh -i")]
    public async Task Run_InAnyShell_GivesOutputAndExitCode(string shell)
    {
        await using ConsoleShell console = await _bench.OpenAsync(shell);

        Assert.Equal(new CommandResult(0, "active", null), await console.RunAsync("echo active", Long, default));
        Assert.Equal(new CommandResult(3, "out\nerr", null), await console.RunAsync("echo out; echo err >&2; exit 3", Long, default));
        Assert.Equal(new CommandResult(1, "", null), await console.RunAsync("false", Long, default));
        Assert.Equal(new CommandResult(0, "it's $HOME \\n \"x\" ! é", null), await console.RunAsync("""printf %s "it's \$HOME \\n \"x\" ! é" """, Long, default));
        Assert.Equal(2, (await console.RunAsync("echo 'no end", Long, default)).ExitCode);
    }

    [NeedsToolFact("script", "bash")]
    public async Task Run_ACommandThatReads_GetsNothing()
    {
        await using ConsoleShell console = await _bench.OpenAsync("bash --norc -i");

        Assert.Equal(new CommandResult(0, "0", null), await console.RunAsync("cat | wc -c", Long, default));
        Assert.Equal("next", (await console.RunAsync("echo next", Long, default)).Output);
    }

    [NeedsToolFact("script", "bash")]
    public async Task Run_ALongLine_IsNotTakenForItsEcho()
    {
        await using ConsoleShell console = await _bench.OpenAsync("bash --norc -i");

        CommandResult result = await console.RunAsync($": {new string('x', 400)}; printf '\\033[31mred\\033[0m'", Long, default);

        Assert.Equal(new CommandResult(0, "red", null), result);
    }

    [NeedsToolFact("script", "bash")]
    public async Task Run_ACommandWithoutEnd_IsInterruptedAndTheNextOneRuns()
    {
        await using ConsoleShell console = await _bench.OpenAsync("bash --norc -i");

        CommandResult slow = await console.RunAsync("echo begun; sleep 600", TimeSpan.FromSeconds(1), default);

        Assert.Equal(new CommandResult(null, "begun", "not done within 1 s"), slow);
        Assert.Equal(new CommandResult(0, "next", null), await console.RunAsync("echo next", Long, default));
    }

    [NeedsToolFact("script", "bash")]
    public async Task Run_ACommandThatPrintsWithoutEnd_IsInterruptedAndTheNextOneRuns()
    {
        await using ConsoleShell console = await _bench.OpenAsync("bash --norc -i");

        CommandResult loud = await console.RunAsync("yes", Long, default);

        Assert.Equal((null, "it prints without end"), (loud.ExitCode, loud.Problem));
        Assert.InRange(loud.Output.Length, 1, 1 << 20);
        Assert.Equal(new CommandResult(0, "next", null), await console.RunAsync("echo next", Long, default));
    }

    [NeedsToolFact("script", "bash")]
    public async Task Run_WhileTheKernelPrints_IsFound()
    {
        await using ConsoleShell console = await _bench.OpenAsync("bash --norc -i");

        CommandResult result = await console.RunAsync("printf 'acti'; echo '[   12.345678] random: crng init done'; echo ve; echo '[   12.345679] clocksource: tsc'", Long, default);

        Assert.Null(result.Judge(0, "active"));
        Assert.Null(result.Judge(0, "crng"));
        Assert.Equal("active", result.LastLine);
    }

    [NeedsToolFact("script", "bash", "ps")]
    public async Task Run_ACommandThatEndsTheConsole_TellsSo()
    {
        await using ConsoleShell console = await _bench.OpenAsync("bash --norc -i");

        var error = await Assert.ThrowsAsync<HostException>(() => console.RunAsync("kill -9 $(ps -o ppid= -p $PPID); sleep 30", Long, default));

        Assert.StartsWith("xen1: the console has ended", error.Message, StringComparison.Ordinal);
    }

    [NeedsToolFact("script", "cat")]
    public async Task Open_WhereNoShellAnswers_EndsWithItsLimit()
    {
        // An echo is no answer, not even to what is typed again by a program.
        var error = await Assert.ThrowsAsync<HostException>(() => _bench.OpenAsync("cat", new ConsoleShellOptions { Limit = TimeSpan.FromSeconds(2) }));

        Assert.Equal("xen1: no shell answers on the console within 2 s", error.Message);
    }
    [NeedsToolTheory("script", "dash")]
    [InlineData("login: ")]
    [InlineData("# ")]
    public async Task Open_WhereAPromptIsPrintedWithoutEnd_EndsWithItsLimit(string prompt)
    {
        var error = await Assert.ThrowsAsync<HostException>(() => _bench.OpenAsync(
            $"dash -c \"while :; do printf '{prompt}'; sleep 0.1; done\"", new ConsoleShellOptions { User = "tester", Limit = TimeSpan.FromSeconds(2) }));

        Assert.Equal("xen1: no shell answers on the console within 2 s", error.Message);
    }
}

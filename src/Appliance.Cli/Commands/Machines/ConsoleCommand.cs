using Appliance.Cli.Output;
using Appliance.Formats.IO.Native;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Shell;
using McMaster.Extensions.CommandLineUtils;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance console</summary>
[Command("console", Description = "Connect to the console of a running machine; Ctrl-] leaves. Without a terminal, standard input is typed, and the console is read until the machine ends.", ExtendedHelpText = """

    Examples:
      appliance console web01 --host xen1
      appliance console web01 --host xen1 --log boot.log --limit 2m < /dev/null
    """)]
internal sealed class ConsoleCommand : MachineCommand
{
    private TimeSpan _limit = Timeout.InfiniteTimeSpan;

    /// <summary>A file that keeps it.</summary>
    [Option("--log <FILE>", "Also append what it prints to this file.", CommandOptionType.SingleValue)]
    public string? Log { get; set; }

    /// <summary>When to leave.</summary>
    [Option("--limit <TIME>", "Leave after this time.", CommandOptionType.SingleValue)]
    public string? Limit { get; set; }

    /// <inheritdoc/>
    public override string Aftermath => Unchanged;

    /// <inheritdoc/>
    protected override void ReadOptions() => _limit = Limit is null ? Timeout.InfiniteTimeSpan : Durations.Parse(Limit, "--limit");

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        using var limited = new CancellationTokenSource(_limit);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken, limited.Token);
        await using FileStream? log = Log is null ? null : new FileStream(Log, FileMode.Append, FileAccess.Write, FileShare.Read);
        await using IShellProcess console = await host.OpenConsoleAsync(Machine, CancellationToken);
        var session = new ConsoleSession(console, new DescriptorStream(1, StandardOutput.Name), log);
        bool hasEnded;
        try
        {
            hasEnded = await RunAsync(session, host.Name, stop.Token);
        }
        catch (OperationCanceledException) when (!CancellationToken.IsCancellationRequested)
        {
            return ExitCode.Done;
        }

        if (hasEnded)
        {
            await TellEndAsync(console, session.HasSpoken);
        }

        return ExitCode.Done;
    }

    private async Task<bool> RunAsync(ConsoleSession session, string host, CancellationToken cancellationToken)
    {
        using RawTerminal? terminal = RawTerminal.Enter();
        if (terminal is not null && !Quiet)
        {
            Console.Error.Write($"connected to {Machine} on {host}; Ctrl-] leaves\r\n");
        }

        // The framework's own stream would edit lines.
        var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        bool hasEnded = await session.RunAsync(input, terminal is not null, cancellationToken);
        Console.Error.Write(terminal is null ? "" : "\r\n");
        return hasEnded;
    }

    private async Task TellEndAsync(IShellProcess console, bool hasSpoken)
    {
        ShellResult result = await console.WaitAsync(CancellationToken);
        if (!hasSpoken)
        {
            // What could not be opened has complained of it.
            result.Demand($"open the console of {Machine}");
        }

        if (!Quiet)
        {
            Terminal.WriteError($"{Machine}: its console has ended");
        }
    }
}

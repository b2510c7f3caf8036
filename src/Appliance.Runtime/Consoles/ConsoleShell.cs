using Appliance.Formats.IO;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Consoles;

/// <summary>A shell on the console of a machine, in which commands run one after another.</summary>
public sealed class ConsoleShell : IAsyncDisposable
{
    private const string CtrlC = "\u0003";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TakenPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);

    private readonly string _host;
    private readonly TypedConsole _console;
    private readonly ConsoleShellOptions _options;
    private readonly TimeProvider _time;
    private string? _stuck;

    private ConsoleShell(string host, TypedConsole console, ConsoleShellOptions options, TimeProvider time)
        => (_host, _console, _options, _time) = (host, console, options, time);

    /// <summary>Opens the console of a machine, and logs in where that is asked for. Whoever has it open has to leave it.</summary>
    /// <exception cref="HostException">The console is taken, nobody is let in, or no shell answers.</exception>
    public static async Task<ConsoleShell> OpenAsync(IXenHost host, string machine, ConsoleShellOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        IShellProcess console = await OpenConsoleAsync(host, machine, time, cancellationToken);
        return await LogInAsync(host.Name, console, options, time, cancellationToken);
    }

    /// <summary>Comes to a shell on a console.</summary>
    /// <param name="host">The host, as the user calls it.</param>
    /// <param name="process">The console; owned.</param>
    /// <param name="options">Who logs in.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async Task<ConsoleShell> LogInAsync(string host, IShellProcess process, ConsoleShellOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var console = new Ownership<TypedConsole>(new TypedConsole(host, process, line => options.ConsoleLine?.Invoke(options.Redact(line)), time));
        await new LoginDialog(host, console.Held, options, time).RunAsync(cancellationToken);
        return new ConsoleShell(host, console.Release(), options, time);
    }

    /// <summary>Runs a command, in a shell of its own and without input.</summary>
    /// <param name="command">The command: one line, for <c>sh</c>.</param>
    /// <param name="limit">How long it may take; then it is interrupted.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="HostException">The console has ended, or does not answer since an earlier command.</exception>
    public async Task<CommandResult> RunAsync(string command, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        if (_stuck is not null)
        {
            throw new HostException(_host, $"the console does not answer since {_stuck}");
        }

        var marked = new MarkedCommand(command);
        return await marked.RunAsync(_console, limit, _time, cancellationToken) is { } result
            ? result with { Output = _options.Redact(result.Output) }
            : await EndAsync(marked, command, _console.IsFull ? "it prints without end" : $"not done within {limit.TotalSeconds:0.#} s", cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _console.DisposeAsync();

    // Consoles that take one at a time may take a moment to find that the last one has left.
    private static async Task<IShellProcess> OpenConsoleAsync(IXenHost host, string machine, TimeProvider time, CancellationToken cancellationToken)
    {
        long begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await host.OpenConsoleAsync(machine, cancellationToken);
            }
            catch (HostException) when (time.GetElapsedTime(begun) + Pause < TakenPatience)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private async Task<CommandResult> EndAsync(MarkedCommand marked, string command, string problem, CancellationToken cancellationToken)
    {
        string output = _options.Redact(marked.OutputSoFar(_console.Said));
        await _console.TypeAsync(CtrlC, cancellationToken);
        long begun = _time.GetTimestamp();
        while (_time.GetElapsedTime(begun) < EndPatience && await _console.HearAsync(Quiet, cancellationToken))
        {
            // What it had printed is still coming.
        }

        _stuck = await new LoginDialog(_host, _console, _options, _time).AnswersAsync(EndPatience, cancellationToken) ? null : command;
        return new CommandResult(null, output, problem);
    }
}

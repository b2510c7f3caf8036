using Appliance.Runtime.Shell;

namespace Appliance.Cli.Commands.Machines;

/// <summary>Connects a console with standard input and output, and with a file that keeps what it prints.</summary>
/// <param name="console">The console.</param>
/// <param name="output">Where it prints to.</param>
/// <param name="log">Keeps what it prints; null for nobody.</param>
internal sealed class ConsoleSession(IShellProcess console, Stream output, Stream? log)
{
    // Ctrl-], as xl and telnet have it.
    private const byte Escape = 0x1d;
    private const int PieceBytes = 4096;

    /// <summary>Whether the console has printed anything.</summary>
    public bool HasSpoken { get; private set; }

    /// <summary>Runs until the console ends, or the user leaves it.</summary>
    /// <param name="input">What is typed; its end alone does not end the session.</param>
    /// <param name="hasEscape">Whether Ctrl-] leaves.</param>
    /// <param name="cancellationToken">Leaves.</param>
    /// <returns>Whether the console has ended by itself.</returns>
    public async Task<bool> RunAsync(Stream input, bool hasEscape, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var left = new TaskCompletionSource();

        // A read of a terminal cannot be taken back: it is left waiting when the session ends. What cannot be typed any more
        // is no error of its own, since the console ends then, too.
        _ = Task.Run(() => TypeAsync(input, hasEscape, left, stop.Token), CancellationToken.None);
        Task printing = PrintAsync(stop.Token);
        await Task.WhenAny(printing, left.Task);
        bool hasEnded = printing.IsCompletedSuccessfully;
        await stop.CancelAsync();
        await printing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return hasEnded;
    }

    private async Task PrintAsync(CancellationToken cancellationToken)
    {
        byte[] piece = new byte[PieceBytes];
        for (int count; (count = await console.Output.ReadAsync(piece, cancellationToken)) > 0;)
        {
            HasSpoken = true;
            await output.WriteAsync(piece.AsMemory(0, count), cancellationToken);
            if (log is not null)
            {
                await log.WriteAsync(piece.AsMemory(0, count), cancellationToken);
                await log.FlushAsync(cancellationToken);
            }
        }
    }

    private async Task TypeAsync(Stream input, bool hasEscape, TaskCompletionSource left, CancellationToken cancellationToken)
    {
        byte[] piece = new byte[PieceBytes];
        for (int count; (count = await input.ReadAsync(piece, cancellationToken)) > 0;)
        {
            int escape = hasEscape ? piece.AsSpan(0, count).IndexOf(Escape) : -1;
            await console.Input.WriteAsync(piece.AsMemory(0, escape < 0 ? count : escape), cancellationToken);
            await console.Input.FlushAsync(cancellationToken);
            if (escape >= 0)
            {
                left.SetResult();
                return;
            }
        }
    }
}

using System.Buffers;
using System.Text;
using System.Threading.Channels;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Watching;

namespace Appliance.Runtime.Consoles;

/// <summary>
/// A console that is typed at. It is read in the background, a few pieces ahead, so that no wait that ends early loses anything;
/// a guest that prints faster than it is heard has to wait.
/// </summary>
internal sealed class TypedConsole : IAsyncDisposable
{
    private const int PieceBytes = 4096;
    private const int MostPieces = 64;
    private const int MostSaid = 1 << 20;

    private readonly string _host;
    private readonly IShellProcess _process;
    private readonly TimeProvider _time;
    private readonly Channel<byte[]> _pieces = Channel.CreateBounded<byte[]>(MostPieces);
    private readonly ArrayBufferWriter<char> _said = new();
    private readonly ConsoleDecoder _decoder = new();
    private readonly ConsoleText _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;

    /// <summary>Begins to read.</summary>
    /// <param name="host">The host, as the user calls it.</param>
    /// <param name="process">The console; owned.</param>
    /// <param name="line">Takes every line.</param>
    /// <param name="time">The clock.</param>
    public TypedConsole(string host, IShellProcess process, Action<string> line, TimeProvider time)
    {
        (_host, _process, _time, _log) = (host, process, time, new ConsoleText([], line));
        _reading = Task.Run(() => ReadOnAsync(_stop.Token), _stop.Token);
    }

    /// <summary>What it has said since something was typed: lines end with \n, and no other control characters are in it.</summary>
    public ReadOnlySpan<char> Said => _said.WrittenSpan;

    /// <summary>Whether it has said more than is kept.</summary>
    public bool IsFull => _said.WrittenCount >= MostSaid;

    /// <summary>Types a text. What was said before is forgotten.</summary>
    /// <exception cref="HostException">The console has ended.</exception>
    public async Task TypeAsync(string text, CancellationToken cancellationToken)
    {
        // Not until there is nothing: a guest may print as fast as it is heard.
        for (int i = 0; i < MostPieces && _pieces.Reader.TryRead(out byte[]? piece); i++)
        {
            Take(piece);
        }

        _said.ResetWrittenCount();
        try
        {
            await _process.Input.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
            await _process.Input.FlushAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw Ended(e);
        }
    }

    /// <summary>Waits for what comes next.</summary>
    /// <returns>Whether something came in time.</returns>
    /// <exception cref="HostException">The console has ended.</exception>
    public async Task<bool> HearAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            Take(await _pieces.Reader.ReadAsync(either.Token));
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (ChannelClosedException e)
        {
            throw Ended(e.InnerException);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _process.DisposeAsync();
        _stop.Dispose();
    }

    private void Take(byte[] piece)
    {
        _log.Add(piece);
        foreach (char c in _decoder.Decode(piece))
        {
            if ((c == '\n' || !char.IsControl(c)) && !IsFull)
            {
                _said.Write([c]);
            }
        }
    }

    private async Task ReadOnAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[PieceBytes];
        try
        {
            for (int count; (count = await _process.Output.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                await _pieces.Writer.WriteAsync(buffer[..count], cancellationToken);
            }

            _pieces.Writer.Complete();
        }
        catch (Exception e) when (e is IOException or HostException)
        {
            _pieces.Writer.Complete(e);
        }
    }

    private HostException Ended(Exception? inner)
        => new(_host, null, $"the console has ended{(inner is null ? "" : $" ({inner.Message})")}: the machine has stopped or started anew, or somebody else has taken its console", inner);
}

using System.Diagnostics;

namespace Appliance.Runtime.Shell;

/// <summary>A TCP connection behind the two pipes of a process. Disposing it ends the process.</summary>
internal sealed class ForwardedConnection : Stream
{
    // What ssh -v says once the other side of the shared connection has opened the channel.
    private const string Opened = "master session id:";

    private readonly Process _process;
    private readonly Stream _input;
    private readonly Stream _output;
    private readonly TaskCompletionSource<bool> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes a process that has just been started, with three pipes.</summary>
    public ForwardedConnection(Process process)
    {
        (_process, _input, _output) = (process, process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
        _ = ReadErrorsAsync(process.StandardError);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Waits until the connection is there.</summary>
    /// <returns>Whether it is; false where it was refused.</returns>
    public Task<bool> WaitAsync(CancellationToken cancellationToken) => _opened.Task.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => _output.Read(buffer, offset, count);

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _output.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => _input.Write(buffer, offset, count);

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _input.WriteAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override void Flush() => _input.Flush();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Stopping the client closes the channel; the shared connection goes on.
            _process.Kill();
            _process.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task ReadErrorsAsync(StreamReader errors)
    {
        while (await errors.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (line.Contains(Opened, StringComparison.Ordinal))
            {
                _opened.TrySetResult(true);
            }
        }

        _opened.TrySetResult(false);
    }
}

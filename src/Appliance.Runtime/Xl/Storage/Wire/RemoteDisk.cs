using System.Globalization;
using System.Text;
using Appliance.Formats.Disks;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Storage.Wire;

/// <summary>A file or block device on a host, read over the wire: a loop of <c>dd</c> there answers one question at a time.</summary>
internal sealed class RemoteDisk : Disk
{
    // Each question costs the host a process and the wire a round trip.
    private const int Piece = 4 << 20;

    private readonly IHostShell _shell;
    private readonly IShellProcess _reader;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly byte[] _piece = new byte[Piece];
    private long _pieceAt = -1;
    private int _pieceLength;

    // What a read leaves in the pipe would be taken for the answer to the next one.
    private bool _isBroken;

    private RemoteDisk(IHostShell shell, IShellProcess reader, string path, long length) => (_shell, _reader, Name, Length) = (shell, reader, path, length);

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <summary>Opens it.</summary>
    /// <param name="shell">The host's shell.</param>
    /// <param name="path">An absolute path.</param>
    /// <param name="length">Bytes of it.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    public static async Task<RemoteDisk> OpenAsync(IHostShell shell, string path, long length, CancellationToken cancellationToken)
    {
        // At the end of the file dd is content with less than it was asked for; it tells whether the one block was full.
        string script = $$"""
            f={{ShellText.Quote(path)}}
            exec 3>&1
            while read -r at n; do
                said=$(dd if="$f" bs="$n" count=1 iflag=fullblock,skip_bytes skip="$at" 2>&1 >&3) || { echo "$said" >&2; exit 1; }
                case $said in "1+0 records in"*) ;; *) echo "it ends before byte $((at + n))" >&2; exit 1;; esac
            done
            """;
        return new RemoteDisk(shell, await shell.StartAsync(script, cancellationToken), path, length);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        _turn.Dispose();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            while (!buffer.IsEmpty)
            {
                await FetchAsync(offset / Piece * Piece, cancellationToken);
                int within = (int)(offset - _pieceAt), length = Math.Min(buffer.Length, _pieceLength - within);
                _piece.AsMemory(within, length).CopyTo(buffer);
                (offset, buffer) = (offset + length, buffer[length..]);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask FetchAsync(long at, CancellationToken cancellationToken)
    {
        if (_pieceAt == at)
        {
            return;
        }

        if (_isBroken)
        {
            throw new HostException(_shell.Name, $"{Name}: an earlier read of it did not come to its end; begin anew");
        }

        int length = (int)Math.Min(Piece, Length - at);
        (_pieceAt, _isBroken) = (-1, true);
        await _reader.Input.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{at} {length}\n")), cancellationToken);
        await _reader.Input.FlushAsync(cancellationToken);
        int got = await _reader.Output.ReadAtLeastAsync(_piece.AsMemory(0, length), length, throwOnEndOfStream: false, cancellationToken);
        if (got < length)
        {
            (await _reader.WaitAsync(cancellationToken)).Demand($"read {Name}");
            throw new HostException(_shell.Name, $"{Name}: ends before its {Length} bytes");
        }

        (_pieceAt, _pieceLength, _isBroken) = (at, length, false);
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Storage.Wire;

/// <summary>
/// A file or block device on a host that is being filled, in ascending order. Only what is not zero goes over the wire: runs of
/// data, each with its place and length before it, which a loop of <c>dd</c> puts where they belong.
/// </summary>
internal sealed class RemoteFile : IAsyncDisposable
{
    // Runs are told apart by pages of zeros; each costs the host a process, so they are long where they can be.
    private const int Page = 64 << 10;
    private const int LongestRun = 16 << 20;

    private readonly string _path;
    private readonly IShellProcess _receiver;
    private readonly List<(long At, long Length)> _ranges = [];
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream _run = new();
    private long _runAt;

    private RemoteFile(string path, IShellProcess receiver) => (_path, _receiver) = (path, receiver);

    /// <summary>Bytes that went over the wire, without the words around them.</summary>
    public long SentBytes { get; private set; }

    /// <summary>Opens a file or device that is there, and reads as zeros.</summary>
    public static async Task<RemoteFile> OpenAsync(IHostShell shell, string path, CancellationToken cancellationToken)
    {
        // Without the last line, "0 0", something was cut off.
        string script = $$"""
            f={{ShellText.Quote(path)}}
            while read -r at n; do
                [ "$n" != 0 ] || { sync "$f"; exit; }
                dd of="$f" bs=1M iflag=fullblock,count_bytes count="$n" oflag=seek_bytes seek="$at" conv=notrunc status=none || exit
            done
            echo "the connection was cut" >&2; exit 9
            """;
        return new RemoteFile(path, await shell.StartAsync(script, cancellationToken));
    }

    /// <summary>Takes bytes behind all that it was given before.</summary>
    /// <param name="at">Where they go, in bytes.</param>
    /// <param name="data">What goes there.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    public async ValueTask WriteAsync(long at, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (!data.IsEmpty)
        {
            // Pages are those of the file, whatever pieces the data comes in.
            int length = (int)Math.Min(data.Length, Page - (at % Page));
            if (data.Span[..length].ContainsAnyExcept((byte)0))
            {
                await AddAsync(at, data[..length], cancellationToken);
            }

            (at, data) = (at + length, data[length..]);
        }
    }

    /// <summary>Sends what is left, and has the host write all of it to its disks.</summary>
    /// <exception cref="HostException">The host has not taken all.</exception>
    public async Task CompleteAsync(string action, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        await SendAsync("0 0\n"u8.ToArray(), cancellationToken);
        (await _receiver.WaitAsync(cancellationToken)).Demand(action);
    }

    /// <summary>Has the host read back what was written, and compares.</summary>
    /// <returns>Whether it is the same.</returns>
    public async Task<bool> VerifyAsync(IHostShell shell, CancellationToken cancellationToken)
    {
        // What is in the host's cache proves nothing of its disks. A pipe tells how its last program ended: that a dd failed
        // is told beside it.
        string script = $$"""
            f={{ShellText.Quote(_path)}}
            dd if="$f" iflag=nocache count=0 status=none 2> /dev/null
            exec 4>&1
            failed=$( { while read -r at n; do
                dd if="$f" bs=1M iflag=fullblock,skip_bytes,count_bytes skip="$at" count="$n" status=none || { echo failed >&3; exit; }
            done | sha256sum >&4; } 3>&1 ) && [ -z "$failed" ]
            """;
        await using IShellProcess reader = await shell.StartAsync(script, cancellationToken);
        foreach ((long at, long length) in _ranges)
        {
            await reader.Input.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{at} {length}\n")), cancellationToken);
        }

        string output = (await reader.WaitAsync(cancellationToken)).Demand($"read back {_path}");
        return output.StartsWith(Convert.ToHexStringLower(_digest.GetHashAndReset()), StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _digest.Dispose();
        await _run.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    private async ValueTask AddAsync(long at, ReadOnlyMemory<byte> page, CancellationToken cancellationToken)
    {
        if (at != _runAt + _run.Length || _run.Length + page.Length > LongestRun)
        {
            await FlushAsync(cancellationToken);
            _runAt = at;
        }

        _run.Write(page.Span);
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_run.Length == 0)
        {
            return;
        }

        ReadOnlyMemory<byte> run = _run.GetBuffer().AsMemory(0, (int)_run.Length);
        await SendAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_runAt} {run.Length}\n")), cancellationToken);
        await SendAsync(run, cancellationToken);
        _digest.AppendData(run.Span);
        Remember(_runAt, run.Length);
        SentBytes += run.Length;
        _run.SetLength(0);
    }

    private void Remember(long at, long length)
    {
        if (_ranges.Count > 0 && _ranges[^1] is var last && last.At + last.Length == at)
        {
            _ranges[^1] = (last.At, last.Length + length);
        }
        else
        {
            _ranges.Add((at, length));
        }
    }

    /// <summary>Sends bytes; where the receiver has given up, what it complained of is the error.</summary>
    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await _receiver.Input.WriteAsync(bytes, cancellationToken);
        }
        catch (IOException)
        {
            (await _receiver.WaitAsync(cancellationToken)).Demand($"write {_path}");
            throw;
        }
    }
}

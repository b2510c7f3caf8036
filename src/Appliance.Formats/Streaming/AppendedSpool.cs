using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.Streaming;

/// <summary>
/// Saves files that come before their turn, one behind the other in one temporary file that goes away with the process.
/// Runs of zeros become holes.
/// </summary>
/// <param name="folder">Where the temporary file goes.</param>
internal sealed class AppendedSpool(string folder) : IDisposable
{
    private const int ChunkSize = 1 << 20;

    private SafeFileHandle? _file;
    private byte[] _buffer = [];
    private long _end;

    /// <summary>Saves a stream to its end.</summary>
    /// <returns>Where it starts in the spool, in bytes.</returns>
    /// <exception cref="IOException">The folder is full or cannot be written.</exception>
    public async ValueTask<long> SaveAsync(Stream content, CancellationToken cancellationToken)
    {
        _file ??= Spool.CreateUnlinked(folder);
        _buffer = _buffer.Length > 0 ? _buffer : new byte[ChunkSize];
        long start = _end;
        for (int count = ChunkSize; count == ChunkSize; _end += count)
        {
            count = await content.ReadAtLeastAsync(_buffer, ChunkSize, throwOnEndOfStream: false, cancellationToken);
            if (_buffer.AsSpan(0, count).ContainsAnyExcept((byte)0))
            {
                PieceWriter.Write(_file, _buffer.AsSpan(0, count), _end);
            }
        }

        RandomAccess.SetLength(_file, _end);
        return start;
    }

    /// <summary>Shows what was saved; the spool has to stay open.</summary>
    /// <param name="start">What <see cref="SaveAsync"/> returned.</param>
    /// <param name="length">Bytes of the file.</param>
    /// <param name="name">What messages call it.</param>
    public Disk Open(long start, long length, string name) => new SliceDisk(FileDisk.Over(_file!, name), start, length, name);

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}

using System.Buffers;
using Appliance.Formats.IO;

namespace Appliance.Formats.Disks;

/// <summary>A disk as a read-only, seekable stream, for the framework's readers of tar and gzip.</summary>
/// <param name="disk">Read from; stays open when the stream is closed.</param>
public sealed class DiskStream(Disk disk) : SeekableReadStream
{
    /// <inheritdoc/>
    public override long Length => disk.Length;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(buffer.Length);
        try
        {
            int count = Read(bytes, 0, buffer.Length);
            bytes.AsSpan(0, count).CopyTo(buffer);
            return count;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = (int)Math.Clamp(disk.Length - Position, 0, buffer.Length);
        await disk.ReadAsync(Position, buffer[..count], cancellationToken);
        Position += count;
        return count;
    }
}

using Appliance.Formats.IO;

namespace Appliance.Guests.Initramfs.Compression;

/// <summary>
/// The content of one compressed segment. When its end was read, the source stands right behind the segment, for
/// another may follow.
/// </summary>
internal abstract class SegmentStream : ForwardOnlyStream
{
    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The data is damaged, or ends early.</exception>
    public abstract override int Read(Span<byte> buffer);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }
}

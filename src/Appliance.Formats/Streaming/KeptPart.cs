using Appliance.Formats.Disks;

namespace Appliance.Formats.Streaming;

/// <summary>A part of a file that comes by once, kept in memory under the offsets that it has in the file; zeros before it.</summary>
/// <param name="name">What messages call the file.</param>
/// <param name="start">Where the part starts in the file, in bytes.</param>
/// <param name="bytes">The part; the disk ends with it.</param>
internal sealed class KeptPart(string name, long start, ReadOnlyMemory<byte> bytes) : Disk
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override long Length => start + bytes.Length;

    /// <inheritdoc/>
    protected override ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int before = (int)Math.Clamp(start - offset, 0, buffer.Length);
        buffer.Span[..before].Clear();
        if (before < buffer.Length)
        {
            bytes.Span.Slice((int)(offset + before - start), buffer.Length - before).CopyTo(buffer.Span[before..]);
        }

        return ValueTask.CompletedTask;
    }
}

using Appliance.Formats.IO;

namespace Appliance.Guests.Inspection.Linux.Kernels;

/// <summary>A part of a stream that can seek, which stays open.</summary>
internal sealed class SectionStream : SeekableReadStream
{
    private readonly Stream _content;
    private readonly long _offset;

    /// <summary>The part from <paramref name="offset"/>, of <paramref name="length"/> bytes, which are there.</summary>
    public SectionStream(Stream content, long offset, long length)
    {
        _content = content;
        _offset = offset;
        Length = length;
    }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int most = (int)Math.Clamp(Length - Position, 0, buffer.Length);
        if (most == 0)
        {
            return 0;
        }

        _content.Position = _offset + Position;
        int count = _content.Read(buffer[..most]);
        Position += count;
        return count;
    }
}

namespace Appliance.Guests.Initramfs.Compression;

/// <summary>A segment read through a decoder of a library.</summary>
internal sealed class DecodedSegment : SegmentStream
{
    private const int InputSize = 128 << 10; // a block of zstd, the largest unit among the formats

    private readonly Stream _source;
    private readonly ISegmentDecoder _decoder;
    private readonly byte[] _input = new byte[InputSize];
    private int _start;
    private int _end;
    private bool _isOver;

    /// <summary>Reads from where <paramref name="source"/> stands, and owns the decoder but not the source.</summary>
    public DecodedSegment(Stream source, ISegmentDecoder decoder)
    {
        _source = source;
        _decoder = decoder;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        bool isAtEnd = false;
        while (!_isOver && !buffer.IsEmpty)
        {
            if (_start == _end && !isAtEnd)
            {
                _start = 0;
                _end = _source.Read(_input);
                isAtEnd = _end == 0;
            }

            _isOver = _decoder.Decode(_input.AsSpan(_start.._end), buffer, out int consumed, out int written);
            _start += consumed;
            if (_isOver)
            {
                _source.Seek(_start - _end, SeekOrigin.Current);
            }

            if (written > 0)
            {
                return written;
            }

            if (isAtEnd && !_isOver)
            {
                throw new InvalidDataException("the compressed data ends early");
            }
        }

        return 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decoder.Dispose();
        }

        base.Dispose(disposing);
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Appliance.Guests.Initramfs.Compression;

/// <summary>
/// One member of gzip (RFC 1952). The framework's inflater reads ahead and does not tell how far; but it is the fastest at
/// hand, and the member's trailer, CRC and length of the content, is found again in what was read ahead.
/// </summary>
internal sealed class GzipSegment : SegmentStream
{
    private const int TrailerSize = 8;
    private const int LongestReadAhead = 64 << 10; // the inflater's own buffer is 8 KiB

    private readonly Stream _source;
    private readonly long _start;
    private readonly DeflateStream _content;
    private readonly Crc32 _checksum = new();
    private uint _length;
    private bool _isOver;

    /// <summary>Reads from where <paramref name="source"/> stands, without owning it.</summary>
    /// <exception cref="InvalidDataException">That is no header of gzip.</exception>
    public GzipSegment(Stream source)
    {
        _source = source;
        GzipHeader.Skip(source);
        _start = source.Position;
        _content = new DeflateStream(source, CompressionMode.Decompress, leaveOpen: true);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_isOver || buffer.IsEmpty)
        {
            return 0;
        }

        int count = _content.Read(buffer);
        _checksum.Append(buffer[..count]);
        _length += (uint)count;
        if (count == 0)
        {
            _isOver = true;
            _source.Position = FindEnd();
        }

        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
        }

        base.Dispose(disposing);
    }

    private long FindEnd()
    {
        Span<byte> trailer = stackalloc byte[TrailerSize];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _checksum.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _length);

        long from = Math.Max(_start, _source.Position - LongestReadAhead);
        var ahead = new byte[_source.Position - from + TrailerSize];
        _source.Position = from;
        int count = _source.ReadAtLeast(ahead, ahead.Length, throwOnEndOfStream: false);
        int at = ahead.AsSpan(0, count).IndexOf(trailer);
        return at >= 0 ? from + at + TrailerSize : throw new InvalidDataException("the gzip data does not match its checksum, or ends early");
    }
}

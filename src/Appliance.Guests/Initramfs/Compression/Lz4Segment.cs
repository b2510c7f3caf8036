using System.Buffers.Binary;

namespace Appliance.Guests.Initramfs.Compression;

/// <summary>The legacy frame of lz4 (lz4_Frame_format.md): a magic number, then blocks of up to 8 MiB with their length in front.</summary>
internal sealed class Lz4Segment : SegmentStream
{
    private const uint Magic = 0x184C2102;
    private const int BlockSize = 8 << 20;
    private const uint LongestBlock = BlockSize + (BlockSize / 255) + 16; // LZ4_compressBound

    private readonly Stream _source;
    private readonly byte[] _content = new byte[BlockSize];
    private byte[] _block = [];
    private int _start;
    private int _end;
    private bool _isOver;

    /// <summary>Reads from where <paramref name="source"/> stands, without owning it.</summary>
    /// <exception cref="InvalidDataException">There is no such frame.</exception>
    public Lz4Segment(Stream source)
    {
        _source = source;
        if (ReadNumber() != Magic)
        {
            throw new InvalidDataException("the header of lz4 is damaged");
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (_start == _end && !_isOver)
        {
            _isOver = !NextBlock();
        }

        int count = Math.Min(buffer.Length, _end - _start);
        _content.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <summary>Decodes the next block; false where what follows is none, and is the next segment's.</summary>
    private bool NextBlock()
    {
        long at = _source.Position;
        if (ReadNumber() is not { } length || length is 0 or Magic or > LongestBlock)
        {
            _source.Position = at;
            return false;
        }

        if (length > _source.Length - _source.Position)
        {
            throw new InvalidDataException("the lz4 data ends early");
        }

        _block = _block.Length < length ? new byte[length] : _block;
        _source.ReadExactly(_block, 0, (int)length);
        _start = 0;
        _end = Lz4Block.Decode(_block.AsSpan(0, (int)length), _content);
        return true;
    }

    private uint? ReadNumber()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        return _source.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length
            ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : null;
    }
}

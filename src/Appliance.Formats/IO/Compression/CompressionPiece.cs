namespace Appliance.Formats.IO.Compression;

/// <summary>A piece of a stream on its way to be compressed; the same object carries many pieces in turn.</summary>
internal sealed class CompressionPiece
{
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(ParallelCompressor.PieceSize);
    private int _length;

    /// <summary>Which piece of the stream it is, counted from 0.</summary>
    public long Number { get; private set; }

    /// <summary>What was put in.</summary>
    public ReadOnlySpan<byte> Content => _buffer.AsSpan(0, _length);

    /// <summary>Whether nothing more fits.</summary>
    public bool IsFull => _length == _buffer.Length;

    /// <summary>Whether it is full, and every byte zero.</summary>
    public bool IsFullOfZeros => IsFull && !Content.ContainsAnyExcept((byte)0);

    /// <summary>Empties the piece for its next use.</summary>
    public void Reset(long number)
    {
        Number = number;
        _length = 0;
    }

    /// <summary>Takes what fits of <paramref name="data"/>, and returns the rest.</summary>
    public ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> data)
    {
        int count = Math.Min(data.Length, _buffer.Length - _length);
        data.Span[..count].CopyTo(_buffer.AsSpan(_length));
        _length += count;
        return data[count..];
    }
}

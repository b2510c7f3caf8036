using System.Buffers;

namespace Appliance.Guests.FileSystems;

/// <summary>Reads a stream in full pieces, through a borrowed buffer.</summary>
internal sealed class PieceReader : IDisposable
{
    private readonly Stream _content;
    private readonly byte[] _buffer;
    private readonly int _size;

    /// <summary>Reads from where <paramref name="content"/> stands.</summary>
    /// <param name="content">Not owned.</param>
    /// <param name="size">Bytes of a piece.</param>
    internal PieceReader(Stream content, int size)
    {
        _content = content;
        _size = size;
        _buffer = ArrayPool<byte>.Shared.Rent(size);
        KnownLength = content.CanSeek ? content.Length - content.Position : null;
    }

    /// <summary>Bytes at the start; null where the stream cannot say.</summary>
    internal long? KnownLength { get; }

    /// <summary>The next piece, valid until the one after it; only the last one is short, or empty.</summary>
    internal ReadOnlySpan<byte> Next() => _buffer.AsSpan(0, _content.ReadAtLeast(_buffer.AsSpan(0, _size), _size, throwOnEndOfStream: false));

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
}

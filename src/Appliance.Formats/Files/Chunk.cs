using System.Buffers;

namespace Appliance.Formats.Files;

/// <summary>A piece of a file in a rented buffer, which goes back when the last holder lets go.</summary>
internal sealed class Chunk
{
    private readonly byte[] _buffer;
    private int _holders = 1;

    /// <summary>Rents room; the caller is the first holder.</summary>
    public Chunk(long offset, int length)
    {
        Offset = offset;
        _buffer = ArrayPool<byte>.Shared.Rent(length);
        Bytes = _buffer.AsMemory(0, length);
    }

    /// <summary>Where the piece starts in the file.</summary>
    public long Offset { get; }

    /// <summary>Its bytes.</summary>
    public Memory<byte> Bytes { get; }

    /// <summary>Counts one holder more; the caller knows that there is one already.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>Counts one holder less.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }
}

namespace Appliance.Formats.Files;

/// <summary>The chunks of a file that were read last, for readers that follow close behind.</summary>
/// <param name="capacity">Chunks to keep.</param>
internal sealed class ChunkWindow(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<Chunk> _chunks = new(capacity);

    /// <summary>Shows a chunk to all readers, in place of the oldest one.</summary>
    public void Add(Chunk chunk)
    {
        chunk.Hold();
        lock (_lock)
        {
            if (_chunks.Count == capacity)
            {
                _chunks.Dequeue().Release();
            }

            _chunks.Enqueue(chunk);
        }
    }

    /// <summary>Fills <paramref name="buffer"/> where one chunk of the window holds all of it; the copy is made outside of the lock.</summary>
    public bool TryRead(long offset, Memory<byte> buffer)
    {
        if (Hold(offset, buffer.Length) is not { } chunk)
        {
            return false;
        }

        chunk.Bytes.Span.Slice((int)(offset - chunk.Offset), buffer.Length).CopyTo(buffer.Span);
        chunk.Release();
        return true;
    }

    /// <summary>Lets go of all chunks.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            while (_chunks.TryDequeue(out Chunk? chunk))
            {
                chunk.Release();
            }
        }
    }

    private Chunk? Hold(long offset, int length)
    {
        lock (_lock)
        {
            foreach (Chunk chunk in _chunks)
            {
                if (offset >= chunk.Offset && offset + length <= chunk.Offset + chunk.Bytes.Length)
                {
                    chunk.Hold();
                    return chunk;
                }
            }

            return null;
        }
    }
}

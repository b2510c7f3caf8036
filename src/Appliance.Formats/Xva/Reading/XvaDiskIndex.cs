namespace Appliance.Formats.Xva;

/// <summary>The chunks of one disk: built in the order of the file, searched by their place on the disk.</summary>
internal sealed class XvaDiskIndex(string file, string id, long virtualSize)
{
    private readonly List<XvaChunk> _chunks = [];
    private long _lastNumber = -1;
    private long _end; // on the disk, in bytes: where the last chunk ended

    /// <summary>Reference of the disk.</summary>
    public string Id => id;

    /// <summary>Bytes of the disk.</summary>
    public long VirtualSize => virtualSize;

    /// <summary>The chunks, ascending.</summary>
    public IReadOnlyList<XvaChunk> Chunks => _chunks;

    /// <summary>Whether the last chunk is there, which xapi's writer never leaves out.</summary>
    public bool IsComplete => _end >= virtualSize;

    /// <summary>Whether the last chunk goes beyond the end of the disk, as some writers pad it.</summary>
    public bool IsPadded => _end > virtualSize;

    /// <summary>Takes the next chunk of the file.</summary>
    /// <param name="number">The number in its name.</param>
    /// <param name="member">The member.</param>
    /// <returns>Where it starts on the disk, in bytes.</returns>
    /// <exception cref="InvalidImageException">It is out of order, of a wrong size, or behind the end of the disk.</exception>
    public long Add(long number, XvaMember member)
    {
        if (number <= _lastNumber)
        {
            throw Invalid(member, $"follows number {_lastNumber}; the numbers have to ascend");
        }

        // Numbers that are left out stand for chunks of zeros. A chunk without content takes a number and no room on the
        // disk: xapi writes them into connections that would be silent for too long.
        long start = _end + ((number - _lastNumber - 1) * XvaFormat.ChunkSize);
        _lastNumber = number;
        CheckSize(member, start);
        _end = start + member.Size;
        if (member.Size > 0)
        {
            _chunks.Add(new XvaChunk(start / XvaFormat.ChunkSize, member.Position));
        }

        return start;
    }

    /// <summary>Position in <see cref="Chunks"/> of the chunk with this index; the complement of the next one's where it is not there.</summary>
    public int Find(long index)
    {
        int low = 0;
        int high = _chunks.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            long found = _chunks[middle].Index;
            if (found == index)
            {
                return middle;
            }

            (low, high) = found < index ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    /// <summary>Bytes that are stored for a chunk: all of it, or less for the last one.</summary>
    public int StoredLength(XvaChunk chunk) => (int)Math.Min(XvaFormat.ChunkSize, _end - (chunk.Index * XvaFormat.ChunkSize));

    private void CheckSize(XvaMember member, long start)
    {
        if (start >= virtualSize && member.Size > 0)
        {
            throw Invalid(member, $"lies behind the end of the disk ({virtualSize} bytes)");
        }

        bool isShortLast = member.Size < XvaFormat.ChunkSize && start + member.Size == virtualSize;
        if (member.Size is not (0 or XvaFormat.ChunkSize) && !isShortLast)
        {
            throw Invalid(member, $"has {member.Size} bytes; chunks have {XvaFormat.ChunkSize}, and only the last one may be shorter");
        }
    }

    private InvalidImageException Invalid(XvaMember member, string problem) => new(file, member.Position, $"chunk {member.Name} {problem}");
}

namespace Appliance.Guests.Devices;

/// <summary>A device whose reads are dear, with the last of them kept in memory. Writes go through.</summary>
internal sealed class CachedDevice : BlockDevice
{
    // A few milliseconds of reading, where asking takes some twenty.
    private const int LineSize = 512 << 10;

    // 32 MiB: the metadata of a mounted file system, not its files.
    private const int MostLines = 64;

    private readonly BlockDevice _inner;
    private readonly Dictionary<long, byte[]> _lines = [];
    private readonly Queue<long> _order = new();

    /// <summary>Keeps what is read of <paramref name="inner"/>, which nobody else writes.</summary>
    public CachedDevice(BlockDevice inner) => _inner = inner;

    /// <inheritdoc/>
    public override string Name => _inner.Name;

    /// <inheritdoc/>
    public override long Length => _inner.Length;

    /// <inheritdoc/>
    public override bool CanWrite => _inner.CanWrite;

    /// <inheritdoc/>
    protected override void ReadCore(long offset, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            ReadOnlySpan<byte> line = GetLine(offset / LineSize).AsSpan((int)(offset % LineSize));
            int count = Math.Min(line.Length, buffer.Length);
            line[..count].CopyTo(buffer);
            buffer = buffer[count..];
            offset += count;
        }
    }

    /// <inheritdoc/>
    protected override void WriteCore(long offset, ReadOnlySpan<byte> bytes)
    {
        _inner.Write(offset, bytes);
        while (!bytes.IsEmpty)
        {
            int within = (int)(offset % LineSize);
            int count = Math.Min(LineSize - within, bytes.Length);
            if (_lines.TryGetValue(offset / LineSize, out byte[]? line))
            {
                bytes[..count].CopyTo(line.AsSpan(within));
            }

            bytes = bytes[count..];
            offset += count;
        }
    }

    private byte[] GetLine(long number)
    {
        if (_lines.TryGetValue(number, out byte[]? line))
        {
            return line;
        }

        line = new byte[Math.Min(LineSize, Length - (number * LineSize))];
        _inner.Read(number * LineSize, line);
        if (_order.Count == MostLines)
        {
            _lines.Remove(_order.Dequeue());
        }

        _order.Enqueue(number);
        _lines.Add(number, line);
        return line;
    }
}

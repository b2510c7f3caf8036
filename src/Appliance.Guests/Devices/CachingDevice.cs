namespace Appliance.Guests.Devices;

/// <summary>A device that keeps the last lines that were read of what lies below, which nobody else writes; writes go through.</summary>
public abstract class CachingDevice : BlockDevice
{
    private readonly int _lineSize;
    private readonly int _mostLines;
    private readonly Dictionary<long, byte[]> _lines = [];
    private readonly Queue<long> _order = new();

    /// <summary>Begins with nothing.</summary>
    /// <param name="lineSize">Bytes that are read at once.</param>
    /// <param name="mostLines">Lines that are kept.</param>
    private protected CachingDevice(int lineSize, int mostLines)
    {
        _lineSize = lineSize;
        _mostLines = mostLines;
    }

    /// <inheritdoc/>
    protected override void ReadCore(long offset, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            ReadOnlySpan<byte> line = GetLine(offset / _lineSize).AsSpan((int)(offset % _lineSize));
            int count = Math.Min(line.Length, buffer.Length);
            line[..count].CopyTo(buffer);
            buffer = buffer[count..];
            offset += count;
        }
    }

    /// <inheritdoc/>
    protected override void WriteCore(long offset, ReadOnlySpan<byte> bytes)
    {
        WriteBelow(offset, bytes);
        while (!bytes.IsEmpty)
        {
            int within = (int)(offset % _lineSize);
            int count = Math.Min(_lineSize - within, bytes.Length);
            if (_lines.TryGetValue(offset / _lineSize, out byte[]? line))
            {
                bytes[..count].CopyTo(line.AsSpan(within));
            }

            bytes = bytes[count..];
            offset += count;
        }
    }

    /// <summary>Fills a line from what lies below.</summary>
    private protected abstract void ReadBelow(long offset, byte[] line);

    /// <summary>Writes to what lies below.</summary>
    private protected abstract void WriteBelow(long offset, ReadOnlySpan<byte> bytes);

    private byte[] GetLine(long number)
    {
        if (_lines.TryGetValue(number, out byte[]? line))
        {
            return line;
        }

        line = new byte[Math.Min(_lineSize, Length - (number * _lineSize))];
        ReadBelow(number * _lineSize, line);
        if (_order.Count == _mostLines)
        {
            _lines.Remove(_order.Dequeue());
        }

        _order.Enqueue(number);
        _lines.Add(number, line);
        return line;
    }
}

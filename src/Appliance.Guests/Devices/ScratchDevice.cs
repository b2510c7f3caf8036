namespace Appliance.Guests.Devices;

/// <summary>
/// A device that is only read, made writable: what is written stays in memory and is forgotten. So the log of a file system
/// can be replayed, which mounting does first, to see it as it is meant to be.
/// </summary>
internal sealed class ScratchDevice : BlockDevice
{
    private const int BlockSize = 4096;

    // 256 MiB: a log of XFS may have 2 GiB, but what it says of metadata goes to far fewer places, again and again.
    private const int MostBlocks = 64 << 10;

    private readonly BlockDevice _inner;
    private readonly Dictionary<long, byte[]> _blocks = [];

    /// <summary>Lays an empty layer over a device.</summary>
    public ScratchDevice(BlockDevice inner) => _inner = inner;

    /// <inheritdoc/>
    public override string Name => _inner.Name;

    /// <inheritdoc/>
    public override long Length => _inner.Length;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    protected override void ReadCore(long offset, Span<byte> buffer)
    {
        _inner.Read(offset, buffer);
        while (!buffer.IsEmpty)
        {
            int within = (int)(offset % BlockSize);
            int count = Math.Min(BlockSize - within, buffer.Length);
            if (_blocks.TryGetValue(offset / BlockSize, out byte[]? block))
            {
                block.AsSpan(within, count).CopyTo(buffer);
            }

            buffer = buffer[count..];
            offset += count;
        }
    }

    /// <inheritdoc/>
    protected override void WriteCore(long offset, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int within = (int)(offset % BlockSize);
            int count = Math.Min(BlockSize - within, bytes.Length);
            bytes[..count].CopyTo(TakeBlock(offset / BlockSize).AsSpan(within));
            bytes = bytes[count..];
            offset += count;
        }
    }

    private byte[] TakeBlock(long number)
    {
        if (_blocks.TryGetValue(number, out byte[]? block))
        {
            return block;
        }

        if (_blocks.Count == MostBlocks)
        {
            throw new IOException($"{Name}: replaying the log of the file system changes more than {(long)MostBlocks * BlockSize >> 20} MiB");
        }

        block = new byte[BlockSize];
        long start = number * BlockSize;
        _inner.Read(start, block.AsSpan(0, (int)Math.Min(BlockSize, Length - start)));
        _blocks.Add(number, block);
        return block;
    }
}

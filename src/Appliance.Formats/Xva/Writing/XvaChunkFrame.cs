using Appliance.Formats.Disks;
using Appliance.Formats.IO.Tar;

namespace Appliance.Formats.Xva;

/// <summary>
/// What surrounds a chunk in the file: the header before it, and the member with its checksum behind it. One frame serves
/// a worker for all its chunks.
/// </summary>
internal sealed class XvaChunkFrame
{
    private readonly byte[] _header = new byte[UstarHeader.Size];
    private readonly byte[] _trailer = new byte[UstarHeader.Size * 2]; // header and content of the checksum
    private readonly ReadOnlyMemory<byte>[] _parts;

    private XvaChunkFrame() => _parts = [_header, default, _trailer];

    /// <summary>The whole record: header, chunk, checksum.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Parts => _parts;

    /// <summary>The frame that travels with a block.</summary>
    public static XvaChunkFrame Of(DiskBlock block)
    {
        block.Prepared ??= new XvaChunkFrame();
        return (XvaChunkFrame)block.Prepared;
    }

    /// <summary>A frame for a chunk that comes with no block.</summary>
    public static XvaChunkFrame Of(string name, ReadOnlyMemory<byte> chunk, XvaChecksum checksum, DateTimeOffset time)
    {
        var frame = new XvaChunkFrame();
        frame.Fill(name, chunk, checksum, time);
        return frame;
    }

    /// <summary>Sets the frame up for a chunk, whose length is a multiple of 512.</summary>
    public void Fill(string name, ReadOnlyMemory<byte> chunk, XvaChecksum checksum, DateTimeOffset time)
    {
        UstarHeader.Write(_header, name, chunk.Length, time);
        _parts[1] = chunk;
        UstarHeader.Write(_trailer, name + checksum.Suffix(), checksum.TextLength(), time);
        Span<byte> text = _trailer.AsSpan(UstarHeader.Size);
        text.Clear();
        checksum.Compute(chunk.Span, text);
    }
}

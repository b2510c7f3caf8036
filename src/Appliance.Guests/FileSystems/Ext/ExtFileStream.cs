using Appliance.Formats.IO;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>Reads a regular file of an open file system.</summary>
internal sealed class ExtFileStream : SeekableReadStream
{
    // Keeps the number of lookups of one read within bounds.
    private const int MostPerRead = 1 << 20;

    private readonly ExtVolume _volume;
    private readonly ExtInode _inode;

    public ExtFileStream(ExtVolume volume, ExtInode inode)
    {
        _volume = volume;
        _inode = inode;
    }

    /// <inheritdoc/>
    public override long Length => (long)_inode.Size;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(Math.Min(buffer.Length, MostPerRead), Math.Max(0, Length - Position));
        ExtContent.Read(_volume, _inode, Position, buffer[..count]);
        Position += count;
        return count;
    }
}

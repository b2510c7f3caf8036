using Appliance.Formats.Disks;
using Appliance.Formats.IO.Tar;

namespace Appliance.Formats.Xva;

/// <summary>Goes through the members of an XVA from the first to the last.</summary>
internal sealed class XvaTarReader(Disk file)
{
    // Holds the end of one record and the start of the next: header and content of a checksum, header of a chunk.
    // A walk over the file then costs one read for each chunk.
    private const int WindowSize = UstarHeader.Size * 4;

    private readonly byte[] _window = new byte[WindowSize];
    private long _windowStart;
    private int _windowLength;

    /// <summary>Offset of the next header in the file, in bytes.</summary>
    public long Position { get; private set; }

    /// <summary>Whether the walk ended at a block of zeros, as tar wants it, and not with the file.</summary>
    public bool HasEndBlock { get; private set; }

    /// <summary>The next member; null behind the last one.</summary>
    /// <exception cref="InvalidImageException">What stands there is no header, or the file ends within the member.</exception>
    /// <exception cref="UnsupportedImageException">It is not a plain file.</exception>
    public async ValueTask<XvaMember?> NextAsync(CancellationToken cancellationToken)
    {
        if (HasEndBlock || Position == file.Length)
        {
            return null;
        }

        await FillAsync(cancellationToken);
        ReadOnlyMemory<byte> header = _window.AsMemory((int)(Position - _windowStart), UstarHeader.Size);
        HasEndBlock = !header.Span.ContainsAnyExcept((byte)0);
        return HasEndBlock ? null : Parse(header.Span);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        long within = Position - _windowStart;
        if (within >= 0 && within + UstarHeader.Size <= _windowLength)
        {
            return;
        }

        if (Position > file.Length - UstarHeader.Size)
        {
            throw new InvalidImageException(file.Name, Position, "the file ends within a tar header: it is cut off");
        }

        _windowLength = (int)Math.Min(WindowSize, file.Length - Position);
        _windowStart = Position;
        await file.ReadAsync(Position, _window.AsMemory(0, _windowLength), cancellationToken);
    }

    private XvaMember Parse(ReadOnlySpan<byte> header)
    {
        XvaMember member = XvaMember.Parse(header, file.Name, Position);
        long end = member.Position + member.PaddedSize;
        if (end > file.Length)
        {
            throw new InvalidImageException(
                file.Name, Position, $"member \"{member.Name}\" of {member.Size} bytes goes beyond the end of the file ({file.Length} bytes): it is cut off");
        }

        Position = end;
        return member;
    }
}

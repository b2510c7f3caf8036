using Appliance.Formats.IO.Tar;
using Appliance.Formats.Streaming;

namespace Appliance.Formats.Xva;

/// <summary>Reads the chunks of an XVA that comes by, in the order of the file.</summary>
/// <param name="file">Stands behind the descriptor.</param>
/// <param name="order">Knows which chunks may come.</param>
internal sealed class XvaForwardReader(ForwardFile file, XvaChunkOrder order)
{
    private readonly byte[] _header = new byte[UstarHeader.Size];
    private XvaComingChunk? _next;
    private bool _isEnded;

    /// <summary>What messages call the file.</summary>
    public string Name => file.Name;

    /// <summary>Shows the chunk that comes next; null behind the last one.</summary>
    /// <exception cref="ImageException">The file is damaged, or something else comes.</exception>
    public async ValueTask<XvaComingChunk?> PeekAsync(CancellationToken cancellationToken)
    {
        while (_next is null && !_isEnded)
        {
            if (await ReadHeaderAsync(file, _header, cancellationToken) is not { } member)
            {
                await file.DrainAsync(cancellationToken);
                _isEnded = true;
            }
            else if (order.Take(member) is var (disk, start) && member.Size > 0)
            {
                _next = new XvaComingChunk(disk, start, member);
            }
            else
            {
                await file.SkipAsync(member.PaddedSize, cancellationToken);
            }
        }

        return _next;
    }

    /// <summary>Takes the record of the chunk that was shown.</summary>
    /// <param name="record">As long as <see cref="XvaComingChunk.RecordSize"/> says; the checksum is zeros where there is none.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public async ValueTask ReadAsync(Memory<byte> record, CancellationToken cancellationToken)
    {
        _next = null;
        _header.CopyTo(record);
        Memory<byte> checksum = record[^XvaComingChunk.ChecksumSize..];
        await file.ReadAsync(record[_header.Length..^XvaComingChunk.ChecksumSize], "chunk", cancellationToken);
        ReadOnlyMemory<byte> behind = await file.PeekAsync(checksum.Length, cancellationToken);
        bool isThere = behind.Length == checksum.Length && XvaTarHeader.IsValid(behind.Span) && XvaChecksums.FromName(XvaTarHeader.Name(behind.Span)) is not null;
        checksum.Span.Clear();
        if (isThere)
        {
            await file.ReadAsync(checksum, "checksum", cancellationToken);
        }
    }

    /// <summary>Reads the header of the next member; null at the end.</summary>
    /// <exception cref="ImageException">It is no header of a plain file, or cut off.</exception>
    public static async ValueTask<XvaMember?> ReadHeaderAsync(ForwardFile file, byte[] header, CancellationToken cancellationToken)
    {
        long position = file.Position;
        if (position > XvaChunk.MaxFileSize)
        {
            throw new UnsupportedImageException(file.Name, position, $"XVA files are read up to {XvaChunk.MaxFileSize} bytes");
        }

        if ((await file.PeekAsync(1, cancellationToken)).IsEmpty)
        {
            return null;
        }

        await file.ReadAsync(header, "tar header", cancellationToken);
        return header.AsSpan().ContainsAnyExcept((byte)0) ? XvaMember.Parse(header, file.Name, position) : null;
    }
}

using System.Buffers;
using Appliance.Formats.IO.Tar;
using Appliance.Formats.Streaming;

namespace Appliance.Formats.Xva;

/// <summary>A disk of an XVA that comes by, chunk by chunk; each is checked against the checksum behind it.</summary>
/// <param name="reader">Comes to the disk's first chunk; stays open.</param>
/// <param name="order">Knows whether all came.</param>
/// <param name="index">The disk.</param>
/// <param name="options">Whether wrong checksums are accepted.</param>
internal sealed class XvaForwardDisk(XvaForwardReader reader, XvaChunkOrder order, XvaDiskIndex index, ReadOptions options) : ForwardDisk
{
    /// <inheritdoc/>
    public override string Name => $"{reader.Name}:{index.Id}";

    /// <inheritdoc/>
    public override long Length => index.VirtualSize;

    /// <inheritdoc/>
    public override async ValueTask<DiskPiece?> NextAsync(CancellationToken cancellationToken)
    {
        if (await reader.PeekAsync(cancellationToken) is { } chunk && chunk.Disk == index)
        {
            return new DiskPiece(chunk.Start, chunk.Length, chunk.RecordSize, chunk.Member.Position);
        }

        order.RequireComplete(index);
        return null;
    }

    /// <inheritdoc/>
    public override ValueTask ReadAsync(Memory<byte> stored, CancellationToken cancellationToken) => reader.ReadAsync(stored, cancellationToken);

    /// <inheritdoc/>
    public override void Decode(DiskPiece piece, ReadOnlySpan<byte> stored, Span<byte> target)
    {
        // A chunk that is not of the full size ends with the disk.
        ReadOnlySpan<byte> content = stored[UstarHeader.Size..^XvaComingChunk.ChecksumSize];
        content = content[..(content.Length == XvaFormat.ChunkSize ? content.Length : piece.Length)];
        content[..piece.Length].CopyTo(target);
        if (XvaChunkReader.FindProblem(content, stored[^XvaComingChunk.ChecksumSize..]) is { } problem)
        {
            Report($"chunk {XvaTarHeader.Name(stored)} {problem}", piece.Position);
        }
    }

    /// <summary>Reads what is left of the disk, checks it, and drops it.</summary>
    public async ValueTask PassAsync(CancellationToken cancellationToken)
    {
        byte[] stored = ArrayPool<byte>.Shared.Rent(UstarHeader.Size + XvaFormat.ChunkSize + XvaComingChunk.ChecksumSize);
        byte[] target = ArrayPool<byte>.Shared.Rent(XvaFormat.ChunkSize);
        try
        {
            while (await NextAsync(cancellationToken) is { } piece)
            {
                await ReadAsync(stored.AsMemory(0, piece.StoredLength), cancellationToken);
                Decode(piece, stored.AsSpan(0, piece.StoredLength), target.AsSpan(0, piece.Length));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
            ArrayPool<byte>.Shared.Return(target);
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Report(string problem, long position)
    {
        if (!options.AllowUnverified)
        {
            throw new InvalidImageException(reader.Name, position, problem);
        }

        options.Warn($"{reader.Name}: at byte {position}: {problem}");
    }
}

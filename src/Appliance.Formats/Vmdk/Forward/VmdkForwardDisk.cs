using System.Buffers;
using Appliance.Formats.Streaming;

namespace Appliance.Formats.Vmdk;

/// <summary>What all sparse extents that come by have in common: grains, padded to sectors, that are decoded one by one.</summary>
internal abstract class VmdkForwardDisk : ForwardDisk
{
    private readonly VmdkGrainDecoder _decoder;
    private int _padding;

    private protected VmdkForwardDisk(ForwardFile file, VmdkSparseHeader header, long length)
    {
        File = file;
        Header = header;
        Length = length;
        _decoder = new VmdkGrainDecoder(file.Name, header);
    }

    /// <inheritdoc/>
    public override string Name => File.Name;

    /// <inheritdoc/>
    public override long Length { get; }

    /// <summary>The file.</summary>
    protected ForwardFile File { get; }

    /// <summary>The header.</summary>
    protected VmdkSparseHeader Header { get; }

    /// <inheritdoc/>
    public override async ValueTask<DiskPiece?> NextAsync(CancellationToken cancellationToken)
    {
        await SkipPaddingAsync(cancellationToken);
        return await FindNextAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask ReadAsync(Memory<byte> stored, CancellationToken cancellationToken)
    {
        await File.ReadAsync(stored, "grain", cancellationToken);
        _padding = (int)(-stored.Length & (VmdkUnits.Sector - 1));
    }

    /// <inheritdoc/>
    public override void Decode(DiskPiece piece, ReadOnlySpan<byte> stored, Span<byte> target)
    {
        if (!Header.IsCompressed)
        {
            stored[..target.Length].CopyTo(target);
            return;
        }

        long grain = piece.Offset / Header.GrainSize;
        if (target.Length == Header.GrainSize)
        {
            _decoder.Decode(grain, piece.Position, stored, target, target.Length);
            return;
        }

        // The last grain of a disk: some writers fill it up, so it needs the room of a whole one.
        byte[] whole = ArrayPool<byte>.Shared.Rent((int)Header.GrainSize);
        try
        {
            _decoder.Decode(grain, piece.Position, stored, whole.AsSpan(0, (int)Header.GrainSize), target.Length);
            whole.AsSpan(0, target.Length).CopyTo(target);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => File.DisposeAsync();

    /// <summary>Finds the next grain; the file stands behind the padding of the last one.</summary>
    protected abstract ValueTask<DiskPiece?> FindNextAsync(CancellationToken cancellationToken);

    /// <summary>The piece of a grain that stands here.</summary>
    /// <exception cref="InvalidImageException">It is larger than any grain can be.</exception>
    protected DiskPiece PieceOf(long grain, long stored)
    {
        if (stored > _decoder.MaxStoredSize)
        {
            throw new InvalidImageException(File.Name, File.Position, $"grain {grain} takes {stored} bytes, where {_decoder.MaxStoredSize} at most can be");
        }

        long offset = grain * Header.GrainSize;
        return new DiskPiece(offset, (int)Math.Min(Header.GrainSize, Length - offset), (int)stored, File.Position);
    }

    /// <summary>A place in the file as tables tell it.</summary>
    protected static uint SectorOf(long position) => (uint)Math.Min(position / VmdkUnits.Sector, uint.MaxValue);

    /// <summary>The last grain of a file that was made by qemu has no padding.</summary>
    private async ValueTask SkipPaddingAsync(CancellationToken cancellationToken)
    {
        int padding = (await File.PeekAsync(_padding, cancellationToken)).Length;
        await File.SkipAsync(padding, cancellationToken);
        _padding = 0;
    }
}

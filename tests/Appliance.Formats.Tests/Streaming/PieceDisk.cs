using Appliance.Formats.Streaming;

namespace Appliance.Formats.Tests.Streaming;

/// <summary>A disk that comes by in pieces, in whatever order a test wants; "stored" means every bit turned over.</summary>
internal sealed class PieceDisk(byte[] content, int pieceSize, IEnumerable<int> order) : ForwardDisk
{
    private readonly Queue<int> _order = new(order);
    private DiskPiece _piece;

    public override string Name => "pieces";

    public override long Length => content.Length;

    /// <summary>Where a damaged piece is; nothing by default.</summary>
    public long DamagedAt { get; init; } = -1;

    /// <summary>How many pieces a disk of this length has.</summary>
    public static int CountOf(int length, int pieceSize) => (length + pieceSize - 1) / pieceSize;

    public override ValueTask<DiskPiece?> NextAsync(CancellationToken cancellationToken)
    {
        if (!_order.TryDequeue(out int index))
        {
            return new((DiskPiece?)null);
        }

        int offset = index * pieceSize;
        int length = Math.Min(pieceSize, content.Length - offset);
        _piece = new DiskPiece(offset, length, length, offset);
        return new(_piece);
    }

    public override ValueTask ReadAsync(Memory<byte> stored, CancellationToken cancellationToken)
    {
        Invert(content.AsSpan((int)_piece.Offset, _piece.Length), stored.Span);
        return ValueTask.CompletedTask;
    }

    public override void Decode(DiskPiece piece, ReadOnlySpan<byte> stored, Span<byte> target)
    {
        if (piece.Offset == DamagedAt)
        {
            throw new InvalidImageException(Name, piece.Position, "is damaged for the test");
        }

        Invert(stored, target);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void Invert(ReadOnlySpan<byte> source, Span<byte> target)
    {
        for (int i = 0; i < source.Length; i++)
        {
            target[i] = (byte)~source[i];
        }
    }
}

namespace Appliance.Formats.Streaming;

/// <summary>
/// A virtual disk that comes by once, from the front of its file to the end: out of a pipe, the body of an HTTP answer,
/// a member of an archive. Pieces come in the order of the file, which need not be that of the disk; what does not come
/// is zero.
/// </summary>
/// <remarks>One caller at a time asks for pieces and reads them; any number decode.</remarks>
public abstract class ForwardDisk : IAsyncDisposable
{
    /// <summary>Bytes of disk that no piece crosses a multiple of, so that it lies within one block of any writer.</summary>
    public const int Boundary = 1 << 20;

    /// <summary>What messages call the disk.</summary>
    public abstract string Name { get; }

    /// <summary>Bytes of virtual disk.</summary>
    public abstract long Length { get; }

    /// <summary>
    /// Finds the next piece; null behind the last one, when everything that follows it in the file has been read and
    /// checked too.
    /// </summary>
    /// <exception cref="InvalidImageException">The file is damaged or cut off.</exception>
    public abstract ValueTask<DiskPiece?> NextAsync(CancellationToken cancellationToken);

    /// <summary>Reads the piece that was found last, as it is stored.</summary>
    /// <param name="stored">As many bytes as the piece takes in the file.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="InvalidImageException">The file ends within the piece.</exception>
    public abstract ValueTask ReadAsync(Memory<byte> stored, CancellationToken cancellationToken);

    /// <summary>Turns a stored piece into bytes of disk.</summary>
    /// <param name="piece">What <see cref="NextAsync"/> told.</param>
    /// <param name="stored">What <see cref="ReadAsync"/> gave.</param>
    /// <param name="target">As long as the piece on the disk; filled whole.</param>
    /// <exception cref="InvalidImageException">The piece is damaged.</exception>
    public abstract void Decode(DiskPiece piece, ReadOnlySpan<byte> stored, Span<byte> target);

    /// <summary>Closes what the disk owns.</summary>
    public abstract ValueTask DisposeAsync();
}

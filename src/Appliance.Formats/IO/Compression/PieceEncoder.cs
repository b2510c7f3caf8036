namespace Appliance.Formats.IO.Compression;

/// <summary>
/// Compresses pieces of a stream, each so that it can be unpacked alone and all together by putting them one behind the
/// other. For one thread at a time.
/// </summary>
internal abstract class PieceEncoder : IDisposable
{
    /// <summary>The most bytes that a piece of <paramref name="length"/> bytes can take.</summary>
    public abstract int BoundOf(int length);

    /// <summary>Compresses one piece.</summary>
    /// <param name="source">The piece; may be empty.</param>
    /// <param name="target">At least <see cref="BoundOf"/> bytes.</param>
    /// <returns>Bytes that were written.</returns>
    public abstract int Encode(ReadOnlySpan<byte> source, Span<byte> target);

    /// <inheritdoc/>
    public abstract void Dispose();
}

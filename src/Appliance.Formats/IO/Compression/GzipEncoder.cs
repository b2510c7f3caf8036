using System.IO.Compression;
using Appliance.Formats.IO.Native;

namespace Appliance.Formats.IO.Compression;

/// <summary>
/// Makes gzip members (RFC 1952): with libdeflate where it is installed, which packs as well as zlib's default in half
/// the time, else with the framework. No name and no time goes in.
/// </summary>
internal sealed class GzipEncoder : PieceEncoder
{
    private const int Level = 6;

    // Header and trailer of a member, beyond those of a zlib stream.
    private const int Frame = 18;

    private readonly LibDeflateCompressor? _native = LibDeflateCompressor.TryCreate(Level);

    /// <summary>The member without content (header, one empty block, CRC-32, size), for which the framework writes nothing at all.</summary>
    private static ReadOnlySpan<byte> Empty => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <inheritdoc/>
    public override int BoundOf(int length) => ZlibEncoder.BoundOf(length) + Frame;

    /// <inheritdoc/>
    public override int Encode(ReadOnlySpan<byte> source, Span<byte> target)
        => _native is not null ? _native.EncodeGzip(source, target) : EncodeManaged(source, target);

    /// <inheritdoc/>
    public override void Dispose() => _native?.Dispose();

    /// <summary>What is done without libdeflate.</summary>
    internal static unsafe int EncodeManaged(ReadOnlySpan<byte> source, Span<byte> target)
    {
        if (source.IsEmpty)
        {
            Empty.CopyTo(target);
            return Empty.Length;
        }

        fixed (byte* start = target)
        {
            using var memory = new UnmanagedMemoryStream(start, 0, target.Length, FileAccess.Write);
            using (var gzip = new GZipStream(memory, CompressionLevel.Optimal, leaveOpen: true))
            {
                gzip.Write(source);
            }

            return (int)memory.Position;
        }
    }
}

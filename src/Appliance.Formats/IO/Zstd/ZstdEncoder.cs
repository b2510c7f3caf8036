using Appliance.Formats.IO.Compression;
using Appliance.Formats.IO.Native;

namespace Appliance.Formats.IO.Zstd;

/// <summary>Makes zstd frames (RFC 8878) that tell their size and end with a checksum, by way of libzstd.</summary>
internal sealed class ZstdEncoder : PieceEncoder
{
    // The default of the zstd command: disks shrink by a few percent more above it, and take several times as long.
    private const int Level = 3;

    private readonly ZstdCompressorHandle _compressor = new();

    /// <summary>Takes memory for a compressor.</summary>
    /// <exception cref="IOException">There is none left.</exception>
    public ZstdEncoder()
    {
        if (_compressor.IsInvalid)
        {
            throw new IOException("libzstd has no memory for a compressor");
        }

        LibZstd.Check(LibZstd.SetParameter(_compressor, LibZstd.LevelParameter, Level));
        LibZstd.Check(LibZstd.SetParameter(_compressor, LibZstd.ChecksumParameter, 1));
    }

    /// <inheritdoc/>
    public override int BoundOf(int length) => (int)LibZstd.BoundOf((nuint)length);

    /// <inheritdoc/>
    public override int Encode(ReadOnlySpan<byte> source, Span<byte> target)
        => (int)LibZstd.Check(LibZstd.Compress(_compressor, target, (nuint)target.Length, source, (nuint)source.Length));

    /// <inheritdoc/>
    public override void Dispose() => _compressor.Dispose();
}

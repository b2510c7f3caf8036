using Appliance.Formats;

namespace Appliance.Guests.Initramfs.Compression;

/// <summary>Tells compressed segments apart as Linux does (lib/decompress.c), by their first bytes, and opens them.</summary>
internal static class SegmentFormat
{
    /// <summary>How many bytes are looked at.</summary>
    public const int MagicSize = 2;

    /// <summary>The compression that begins so; null where none does.</summary>
    public static InitramfsCompression? Detect(ReadOnlySpan<byte> bytes) => bytes.Length < MagicSize ? null : (bytes[0], bytes[1]) switch
    {
        (0x1F, 0x8B) => InitramfsCompression.Gzip,
        (0x42, 0x5A) => InitramfsCompression.Bzip2,
        (0x5D, 0x00) => InitramfsCompression.Lzma,
        (0xFD, 0x37) => InitramfsCompression.Xz,
        (0x89, 0x4C) => InitramfsCompression.Lzo,
        (0x02, 0x21) => InitramfsCompression.Lz4,
        (0x28, 0xB5) => InitramfsCompression.Zstd,
        _ => null,
    };

    /// <summary>Opens the segment that begins where a source stands.</summary>
    /// <param name="source">Can seek; stays open.</param>
    /// <param name="compression">The segment's.</param>
    /// <param name="name">What messages call the file.</param>
    /// <exception cref="UnsupportedImageException">It is not read here.</exception>
    /// <exception cref="MissingToolException">A library is not installed.</exception>
    /// <exception cref="InvalidDataException">Its header is damaged.</exception>
    public static SegmentStream Open(Stream source, InitramfsCompression compression, string name) => compression switch
    {
        InitramfsCompression.Gzip => new GzipSegment(source),
        InitramfsCompression.Lzma => new DecodedSegment(source, new LzmaDecoder(isXz: false)),
        InitramfsCompression.Xz => new DecodedSegment(source, new LzmaDecoder(isXz: true)),
        InitramfsCompression.Lz4 => new Lz4Segment(source),
        InitramfsCompression.Zstd => new DecodedSegment(source, new ZstdDecoder()),
        _ => throw new UnsupportedImageException(
            name, source.Position, $"is compressed with {compression}, which is not read; have the guest make it with gzip, xz or zstd"),
    };
}

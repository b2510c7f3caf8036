using Appliance.Formats.IO.Native;
using Appliance.Formats.IO.Zstd;

namespace Appliance.Formats.IO.Compression;

/// <summary>How whole files are compressed: the two ways that xapi unpacks by itself.</summary>
public sealed class CompressionFormat
{
    private readonly Func<PieceEncoder> _createEncoder;

    private CompressionFormat(string name, string extension, Func<PieceEncoder> createEncoder)
    {
        Name = name;
        Extension = extension;
        _createEncoder = createEncoder;
    }

    /// <summary>gzip (RFC 1952), which every host and every tool reads.</summary>
    public static CompressionFormat Gzip { get; } = new("gzip", ".gz", static () => new GzipEncoder());

    /// <summary>zstd (RFC 8878), which is faster and smaller; hosts read it from xapi 1.161 on.</summary>
    public static CompressionFormat Zstd { get; } = new("zstd", ".zst", static () => new ZstdEncoder());

    /// <summary>All there are.</summary>
    public static IReadOnlyList<CompressionFormat> All { get; } = [Gzip, Zstd];

    /// <summary>What it is called: "gzip".</summary>
    public string Name { get; }

    /// <summary>What it adds to the name of a file: ".gz".</summary>
    public string Extension { get; }

    /// <summary>Whether the library is there that it takes; gzip takes none.</summary>
    public bool IsAvailable => this == Gzip || LibZstd.IsAvailable;

    /// <summary>Refuses to make <paramref name="target"/> where the library is missing.</summary>
    /// <exception cref="UnsupportedImageException">libzstd is not installed; the message names the package.</exception>
    public void Check(string target)
    {
        if (!IsAvailable)
        {
            throw new UnsupportedImageException(
                target, $"is to be compressed with zstd, and libzstd is not installed; install the package {LibZstd.Package}, or compress with gzip");
        }
    }

    /// <summary>An encoder for one thread.</summary>
    internal PieceEncoder CreateEncoder() => _createEncoder();
}

using System.IO.Compression;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.IO.Zstd;

namespace Appliance.Formats.Xva;

/// <summary>Tells XVA files, and unpacks compressed ones.</summary>
public static class XvaImage
{
    /// <summary>Bytes from the start of a file that are needed to tell what it is.</summary>
    public const int HeadLength = 512;

    private const string UnpackedSuffix = " (unpacked)";

    private static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B];

    private static ReadOnlySpan<byte> ZstdMagic => [0x28, 0xB5, 0x2F, 0xFD];

    /// <summary>Whether a file that starts with <paramref name="head"/> is a tar file whose first member is <c>ova.xml</c>.</summary>
    public static bool IsXva(ReadOnlySpan<byte> head)
        => XvaTarHeader.IsValid(head) && XvaTarHeader.Name(head) == XvaFormat.DescriptorName;

    /// <summary>Whether a file that starts with <paramref name="head"/> is compressed in one of the two ways of xapi: gzip or zstd.</summary>
    public static bool IsCompressed(ReadOnlySpan<byte> head) => head.StartsWith(GzipMagic) || head.StartsWith(ZstdMagic);

    /// <summary>Unpacks a gzip or zstd file into a temporary one, which goes away with the disk that is returned.</summary>
    /// <param name="file">The compressed file; stays open.</param>
    /// <param name="options">Where to unpack to, and how much at most.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The file is damaged, or neither gzip nor zstd.</exception>
    /// <exception cref="UnsupportedImageException">It is zstd and libzstd is missing, or it unpacks to too much.</exception>
    public static async ValueTask<Disk> UnpackAsync(Disk file, ReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        var head = new byte[Math.Min(HeadLength, file.Length)];
        await file.ReadAsync(0, head, cancellationToken);
        await using Stream content = OpenDecompressor(file, head);
        return await Spool.UnpackAsync(content, file.Name + UnpackedSuffix, options, cancellationToken);
    }

    private static Stream OpenDecompressor(Disk file, ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(GzipMagic))
        {
            return new GZipStream(new DiskStream(file), CompressionMode.Decompress);
        }

        return head.StartsWith(ZstdMagic)
            ? new ZstdDecompressionStream(new DiskStream(file), file.Name)
            : throw new InvalidImageException(file.Name, 0, "is neither gzip nor zstd");
    }
}

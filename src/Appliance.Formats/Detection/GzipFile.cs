using System.IO.Compression;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;

namespace Appliance.Formats.Detection;

/// <summary>Unpacks files that were compressed with gzip, for readers that need random access.</summary>
internal static class GzipFile
{
    /// <summary>Unpacks <paramref name="file"/> into the spool folder; the caller disposes both.</summary>
    /// <exception cref="InvalidImageException">The compressed data is damaged.</exception>
    /// <exception cref="UnsupportedImageException">It unpacks to more than is allowed.</exception>
    public static async ValueTask<Disk> UnpackAsync(Disk file, ReadOptions options, CancellationToken cancellationToken)
    {
        await using var compressed = new DiskStream(file);
        await using var content = new GZipStream(compressed, CompressionMode.Decompress);
        return await Spool.UnpackAsync(content, PlainName(file.Name), options, cancellationToken);
    }

    /// <summary>The name without its <c>.gz</c>, so that what is inside is judged by its own name.</summary>
    private static string PlainName(string name)
        => name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^".gz".Length] : name;
}

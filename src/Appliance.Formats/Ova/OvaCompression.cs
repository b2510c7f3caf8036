using System.IO.Compression;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;

namespace Appliance.Formats.Ova;

/// <summary>Archives that were packed a second time: gzip is met and unpacked, the rest is named.</summary>
internal static class OvaCompression
{
    private static ReadOnlySpan<byte> Gzip => [0x1F, 0x8B];

    private static ReadOnlySpan<byte> Xz => [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'];

    private static ReadOnlySpan<byte> Zip => "PK\x03\x04"u8;

    /// <summary>
    /// Returns <paramref name="file"/> itself where it is a plain tar archive, else what is packed in it, in a temporary
    /// file, and closes it.
    /// </summary>
    /// <exception cref="UnsupportedImageException">It is packed with something else than gzip.</exception>
    /// <exception cref="InvalidImageException">It is no archive, or the packed data is damaged.</exception>
    public static async ValueTask<Disk> UnpackAsync(Disk file, ReadOptions options, CancellationToken cancellationToken)
    {
        byte[] start = await file.ReadStructureAsync(0, (int)Math.Min(TarHeader.Length, file.Length), "start", cancellationToken);
        if (!start.AsSpan().StartsWith(Gzip))
        {
            return TarIndex.IsTar(start) ? file : throw Refuse(file.Name, start);
        }

        options.Warn($"{file.Name}: is packed with gzip, and is unpacked to {options.SpoolFolder} to be read");
        await using var content = new GZipStream(new DiskStream(file), CompressionMode.Decompress);
        Disk unpacked = await Spool.UnpackAsync(content, file.Name, options, cancellationToken);
        await file.DisposeAsync();
        return unpacked;
    }

    private static ImageException Refuse(string name, ReadOnlySpan<byte> start)
        => start.StartsWith(Xz) ? new UnsupportedImageException(name, "is packed with xz; unpack it first (xz -d)")
            : start.StartsWith(Zip) ? new UnsupportedImageException(name, "is a zip archive; unpack it and open the .ovf in it")
            : new InvalidImageException(name, "is no tar archive");
}

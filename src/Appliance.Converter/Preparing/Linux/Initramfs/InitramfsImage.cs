using Appliance.Formats;
using Appliance.Formats.IO;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Initramfs.Compression;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Initramfs;

/// <summary>An initramfs in a guest.</summary>
internal static class InitramfsImage
{
    private const int MagicSize = 4;

    /// <summary>Whether an image is a cpio archive, plain or compressed as Linux takes it (lib/decompress.c). Before 2.6 it was a file system.</summary>
    /// <param name="image">Can seek; is left at its start.</param>
    public static bool IsArchive(Stream image)
    {
        Span<byte> start = stackalloc byte[MagicSize];
        start = start[..image.ReadAtLeast(start, MagicSize, throwOnEndOfStream: false)];
        image.Position = 0;
        return start.StartsWith("0707"u8) || SegmentFormat.Detect(start) is not null;
    }

    /// <summary>Puts something in front of an image.</summary>
    /// <param name="context">The guest.</param>
    /// <param name="path">The image.</param>
    /// <param name="old">Its content, from the start.</param>
    /// <param name="write">Writes what goes in front.</param>
    /// <exception cref="UnsupportedImageException">Its file system has not enough room.</exception>
    public static void Prepend(PreparationContext context, string path, Stream old, Action<Stream> write)
    {
        // What is written must not be read from the file that it is written to.
        GuestTree tree = context.Tree;
        using var image = new FileStream(Spool.CreateUnlinked(context.SpoolFolder), FileAccess.ReadWrite, bufferSize: 1 << 16);
        write(image);
        old.CopyTo(image);
        CheckRoom(tree, path, image.Length - old.Length);
        tree.Write(path, image);
    }

    /// <summary>The blocks of the old content are free before the new one is written, so that only the growth has to fit.</summary>
    private static void CheckRoom(GuestTree tree, string path, long growth)
    {
        string real = tree.RealPath(path)!;
        FileSystem fileSystem = tree.Mounts.Last(mount => GuestPath.IsWithin(real, mount.Key)).Value;
        if (growth > fileSystem.FreeBytes)
        {
            throw new UnsupportedImageException(
                $"{tree.Name}:{path}", $"grows by {growth:N0} bytes for Xen's drivers, and its file system has {fileSystem.FreeBytes:N0} left; remove an old kernel and try again ({growth - fileSystem.FreeBytes:N0} bytes are missing)");
        }
    }
}

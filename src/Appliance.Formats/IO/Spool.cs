using Appliance.Formats.Disks;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.IO;

/// <summary>
/// Unpacks a compressed container into a temporary file, for readers that need random access. Runs of zeros become
/// holes, so that a bomb made of zeros costs no space; the file goes away with the process, however that ends.
/// </summary>
public static class Spool
{
    private const int ChunkSize = 1 << 20;

    /// <summary>Reads <paramref name="content"/> to its end and returns it as a disk.</summary>
    /// <param name="content">What comes out of the decompressor.</param>
    /// <param name="name">What messages call the unpacked file.</param>
    /// <param name="options">Where to unpack to, and the largest size that is accepted.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The compressed data is damaged.</exception>
    /// <exception cref="UnsupportedImageException">It unpacks to more than <see cref="ReadOptions.MaxDiskSize"/>.</exception>
    /// <exception cref="IOException">The spool folder is full or cannot be written.</exception>
    public static async ValueTask<Disk> UnpackAsync(
        Stream content, string name, ReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        SafeFileHandle handle = CreateUnlinked(options.SpoolFolder);
        try
        {
            await FillAsync(handle, content, name, options, cancellationToken);
            return FileDisk.Over(handle, name);
        }
        catch
        {
            // Nobody else knows of the file yet, and it goes away with its handle.
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Creates an empty file for reading and writing that goes away with its handle.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    internal static SafeFileHandle CreateUnlinked(string folder)
    {
        string path = Path.Combine(folder, $"appliance-{Path.GetRandomFileName()}");
        if (OperatingSystem.IsWindows())
        {
            return File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        }

        // As long as it has a name others see it: it has to be private from the start.
        new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }).Dispose();
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Delete);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async ValueTask FillAsync(
        SafeFileHandle handle, Stream content, string name, ReadOptions options, CancellationToken cancellationToken)
    {
        var buffer = new byte[ChunkSize];
        long length = 0;
        for (int count = ChunkSize; count == ChunkSize; length += count)
        {
            count = await ReadChunkAsync(content, buffer, name, length, cancellationToken);
            options.CheckDiskSize(name, length + count);
            ReadOnlyMemory<byte> chunk = buffer.AsMemory(0, count);
            if (chunk.Span.ContainsAnyExcept((byte)0))
            {
                await RandomAccess.WriteAsync(handle, chunk, length, cancellationToken);
            }
        }

        RandomAccess.SetLength(handle, length);
    }

    private static async ValueTask<int> ReadChunkAsync(
        Stream content, byte[] buffer, string name, long position, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadAtLeastAsync(buffer, ChunkSize, throwOnEndOfStream: false, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidImageException(name, $"the compressed data is damaged near byte {position} of its content: {e.Message}");
        }
    }
}

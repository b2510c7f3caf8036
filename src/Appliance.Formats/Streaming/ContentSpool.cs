using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Raw;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.Streaming;

/// <summary>Saves the content of a disk that comes by once, for readers that need it at random.</summary>
internal static class ContentSpool
{
    /// <summary>The disk of a content that can be read at random; one that comes by is saved, and closed.</summary>
    /// <exception cref="ImageException">The content is damaged.</exception>
    /// <exception cref="IOException">The spool folder is full or cannot be written.</exception>
    public static async ValueTask<Disk> TakeAsync(DiskContent content, ReadOptions options, CancellationToken cancellationToken)
    {
        if (content is RandomContent random)
        {
            return random.Disk;
        }

        await using (content)
        {
            return await SaveAsync(content, options, cancellationToken);
        }
    }

    /// <summary>Copies all of <paramref name="content"/> into a sparse temporary file, which goes away with the disk.</summary>
    /// <exception cref="ImageException">The content is damaged.</exception>
    /// <exception cref="IOException">The spool folder is full or cannot be written.</exception>
    public static async ValueTask<Disk> SaveAsync(DiskContent content, ReadOptions options, CancellationToken cancellationToken)
    {
        options.Warn($"{content.Name}: comes by only once, and is saved to {options.SpoolFolder} to be read");
        SafeFileHandle handle = Spool.CreateUnlinked(options.SpoolFolder);
        try
        {
            await using var writer = new RawWriter(handle, 0, content.Length);
            await content.CopyToAsync(writer, Environment.ProcessorCount, progress: null, cancellationToken);
            return FileDisk.Over(handle, content.Name);
        }
        catch
        {
            // Nobody else knows of the file yet, and it goes away with its handle.
            handle.Dispose();
            throw;
        }
    }
}

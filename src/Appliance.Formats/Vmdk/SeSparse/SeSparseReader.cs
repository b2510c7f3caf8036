using Appliance.Formats.Disks;

namespace Appliance.Formats.Vmdk;

/// <summary>Opens the virtual disk in a SESPARSE extent.</summary>
internal static class SeSparseReader
{
    /// <summary>Reads and checks the header at the start of a file that has the magic.</summary>
    /// <exception cref="InvalidImageException">It is damaged, or the file is cut off within it.</exception>
    /// <exception cref="UnsupportedImageException">It is of a version that is not read.</exception>
    public static async ValueTask<SeSparseHeader> ReadHeaderAsync(Disk file, CancellationToken cancellationToken)
        => SeSparseHeader.Parse(await file.ReadStructureAsync(0, SeSparseHeader.Size, "SESPARSE header", cancellationToken), file.Name);

    /// <summary>Opens the disk; it owns <paramref name="file"/> from then on.</summary>
    /// <param name="file">The extent.</param>
    /// <param name="header">What <see cref="ReadHeaderAsync"/> gave.</param>
    /// <param name="length">Bytes of virtual disk, at most the header's capacity.</param>
    /// <param name="options">Limits.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The tables are damaged, or the file is cut off.</exception>
    /// <exception cref="UnsupportedImageException">The journal holds changes that are not in the tables.</exception>
    public static async ValueTask<SeSparseDisk> OpenAsync(
        Disk file, SeSparseHeader header, long length, ReadOptions options, CancellationToken cancellationToken)
    {
        options.CheckDiskSize(file.Name, header.Capacity);
        await SeSparseJournal.RequireCleanAsync(file, header, cancellationToken);
        SeSparseDirectory directory = await SeSparseDirectory.LoadAsync(file, header, cancellationToken);
        return new SeSparseDisk(file, header, directory, length);
    }
}

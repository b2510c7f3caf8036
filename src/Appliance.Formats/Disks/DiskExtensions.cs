namespace Appliance.Formats.Disks;

/// <summary>Reads that most users of a disk need.</summary>
public static class DiskExtensions
{
    /// <summary>Reads a structure of a container file, and says which one where the file is too short for it.</summary>
    /// <param name="file">The container.</param>
    /// <param name="offset">Bytes from its start; may be anything, since it often comes from a header.</param>
    /// <param name="buffer">Filled whole.</param>
    /// <param name="what">The structure, for the message: "grain directory".</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="InvalidImageException">The range is not within the file.</exception>
    public static ValueTask ReadStructureAsync(
        this Disk file, long offset, Memory<byte> buffer, string what, CancellationToken cancellationToken)
    {
        if (offset < 0 || offset > file.Length - buffer.Length)
        {
            throw new InvalidImageException(
                file.Name, offset, $"{what} of {buffer.Length} bytes lies beyond the end of the file ({file.Length} bytes)");
        }

        return file.ReadAsync(offset, buffer, cancellationToken);
    }

    /// <summary>Reads a structure into a new array; the caller has capped <paramref name="length"/>.</summary>
    /// <exception cref="InvalidImageException">The range is not within the file.</exception>
    public static async ValueTask<byte[]> ReadStructureAsync(
        this Disk file, long offset, int length, string what, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        await file.ReadStructureAsync(offset, bytes, what, cancellationToken);
        return bytes;
    }

    /// <summary>Sum of the runs that hold data, in bytes.</summary>
    public static async ValueTask<long> CountDataAsync(this Disk disk, CancellationToken cancellationToken)
    {
        long total = 0;
        for (long offset = 0; offset < disk.Length;)
        {
            Extent extent = await disk.FindExtentAsync(offset, cancellationToken);
            total += extent.HasData ? extent.Length : 0;
            offset = extent.End;
        }

        return total;
    }
}

using Appliance.Formats.Disks;

namespace Appliance.Formats.Vmdk;

/// <summary>Opens the virtual disk in a hosted sparse extent, or in a redo log of ESX.</summary>
internal static class VmdkSparseReader
{
    /// <summary>Reads and checks the header at the start of a file.</summary>
    /// <exception cref="InvalidImageException">It is no sparse extent, or damaged.</exception>
    /// <exception cref="UnsupportedImageException">It is of a kind or version that is not read.</exception>
    public static async ValueTask<VmdkSparseHeader> ReadHeaderAsync(Disk file, CancellationToken cancellationToken)
    {
        byte[] bytes = await file.ReadStructureAsync(0, VmdkSparseHeader.Size, "sparse extent header", cancellationToken);
        if (VmdkMagic.IsCowd(bytes))
        {
            return CowdHeader.Parse(await file.ReadStructureAsync(0, CowdHeader.Size, "COWD header", cancellationToken), file.Name);
        }

        VmdkMagic.RequireSparse(file.Name, bytes);
        return VmdkSparseHeader.Parse(bytes, file.Name, at: 0);
    }

    /// <summary>Opens the disk; it owns <paramref name="file"/> from then on.</summary>
    /// <param name="file">The extent.</param>
    /// <param name="header">What <see cref="ReadHeaderAsync"/> gave.</param>
    /// <param name="length">Bytes of virtual disk, at most the header's capacity.</param>
    /// <param name="options">Limits and warnings.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The tables are damaged, or the file is cut off.</exception>
    public static async ValueTask<VmdkSparseDisk> OpenAsync(
        Disk file, VmdkSparseHeader header, long length, ReadOptions options, CancellationToken cancellationToken)
    {
        options.CheckDiskSize(file.Name, header.Capacity);
        if (file.Length < header.Overhead)
        {
            throw new InvalidImageException(file.Name, file.Length, $"the file is cut off: its header announces {header.Overhead} bytes of metadata");
        }

        VmdkSparseHeader final = header.Directory == VmdkSparseHeader.InFooter
            ? await VmdkFooter.ReadAsync(file, header, cancellationToken) : header;
        VmdkGrainDirectory directory = await VmdkGrainDirectory.LoadAsync(file, final, options, cancellationToken);
        VmdkSparseDisk disk = Create(file, final, directory, length);
        await CheckEndAsync(disk, file, cancellationToken);
        if (final.IsUnclean)
        {
            options.Warn($"{file.Name}: was not closed properly by its last user; the newest writes may be missing");
        }

        return disk;
    }

    /// <summary>Makes the disk that fits the header.</summary>
    public static VmdkSparseDisk Create(Disk file, VmdkSparseHeader header, VmdkGrainDirectory directory, long length)
        => header.IsCompressed
            ? new VmdkCompressedDisk(file, header, directory, length)
            : new VmdkPlainDisk(file, header, directory, length);

    /// <summary>
    /// A stream that has its directory in front looks whole without its tail. One that does not end with the zeros of an
    /// end-of-stream marker, or of a padding, is whole only if the grain furthest behind is (qemu writes no marker).
    /// </summary>
    private static async ValueTask CheckEndAsync(VmdkSparseDisk disk, Disk file, CancellationToken cancellationToken)
    {
        if (!disk.Header.HasMarkers || await EndsWithZerosAsync(file, cancellationToken))
        {
            return;
        }

        if (await FindFurthestGrainAsync(disk, cancellationToken) is { } offset)
        {
            await disk.ReadAsync(offset, new byte[1], cancellationToken);
        }
    }

    private static async ValueTask<bool> EndsWithZerosAsync(Disk file, CancellationToken cancellationToken)
    {
        byte[] last = await file.ReadStructureAsync(file.Length - VmdkUnits.Sector, VmdkUnits.Sector, "last sector", cancellationToken);
        return file.Length % VmdkUnits.Sector == 0 && !last.AsSpan().ContainsAnyExcept((byte)0);
    }

    private static async ValueTask<long?> FindFurthestGrainAsync(VmdkSparseDisk disk, CancellationToken cancellationToken)
    {
        VmdkGrainDirectory directory = disk.Tables.Directory;
        uint furthest = VmdkGrainTable.Zeroed;
        long? found = null;
        for (int i = directory.FindStored(0); i < directory.Count; i = directory.FindStored(i + 1))
        {
            VmdkGrainTable table = (await disk.Tables.GetAsync(i, cancellationToken))!;
            for (int grain = 0; grain < table.Count; grain++)
            {
                long offset = (i * disk.Header.TableCoverage) + (grain * disk.Header.GrainSize);
                if (table[grain] > furthest && offset < disk.Length)
                {
                    (furthest, found) = (table[grain], offset);
                }
            }
        }

        return found;
    }
}

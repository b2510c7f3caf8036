using Appliance.Formats.Disks;

namespace Appliance.Formats.Vhd;

/// <summary>One VHD file, without its parents.</summary>
/// <param name="File">The file.</param>
/// <param name="Footer">Its footer.</param>
/// <param name="Header">Its header; null in a fixed disk.</param>
/// <param name="Disk">What the file holds by itself; owns the file.</param>
internal sealed record VhdLayer(Disk File, VhdFooter Footer, VhdDynamicHeader? Header, Disk Disk)
{
    /// <summary>Whether the disk is not whole without a parent.</summary>
    public bool NeedsParent => Footer.Type == VhdDiskType.Differencing;

    /// <summary>Reads and checks footer, header and table of a file.</summary>
    /// <exception cref="ImageException">The file is damaged or refused.</exception>
    public static async ValueTask<VhdLayer> ReadAsync(Disk file, ReadOptions options, CancellationToken cancellationToken)
    {
        VhdFooterPair footers = await VhdFooterPair.ReadAsync(file, cancellationToken);
        VhdFooter footer = footers.Choose(options.Warn);
        long size = CheckFooter(file, footer, options);
        if (footer.Type == VhdDiskType.Fixed)
        {
            return new VhdLayer(file, footer, Header: null, OpenFixed(footers, size));
        }

        VhdDynamicHeader header = await ReadHeaderAsync(file, footer, cancellationToken);
        VhdBlockTable table = await VhdBlockTable.ReadAsync(file, header, size, cancellationToken);
        table.CheckPlaces(file, TablesOf(footer, header, table.Count), size, footers.ContentEnd);
        Disk disk = footer.Type == VhdDiskType.Differencing
            ? new VhdDifferencingDisk(file, table, size)
            : new VhdDynamicDisk(file, table, size);
        return new VhdLayer(file, footer, header, disk);
    }

    /// <summary>The ranges that no block may touch: footer copy, header, and <paramref name="entries"/> of the BAT.</summary>
    public static VhdRange[] TablesOf(VhdFooter footer, VhdDynamicHeader header, long entries) =>
    [
        new(0, VhdFooter.Size),
        new((long)footer.DataOffset, (long)footer.DataOffset + VhdDynamicHeader.Size),
        new((long)header.TableOffset, (long)header.TableOffset + (entries * sizeof(uint))),
    ];

    private static VhdFixedDisk OpenFixed(VhdFooterPair footers, long size)
    {
        if (size > footers.TailOffset)
        {
            throw new InvalidImageException(
                footers.File.Name, footers.TailOffset, $"the disk has {size} bytes, but only {footers.TailOffset} precede the footer");
        }

        return new VhdFixedDisk(footers.File, size);
    }

    /// <summary>Refuses a footer of an unknown version or type, or of too large a disk.</summary>
    /// <returns>Bytes of the virtual disk.</returns>
    public static long CheckFooter(Disk file, VhdFooter footer, ReadOptions options)
    {
        if (footer.Version != VhdFooter.Version1)
        {
            throw new UnsupportedImageException(file.Name, $"VHD version {footer.Version >> 16}.{footer.Version & 0xFFFF} is not known; 1.0 is");
        }

        if (footer.Type is not (VhdDiskType.Fixed or VhdDiskType.Dynamic or VhdDiskType.Differencing))
        {
            throw new UnsupportedImageException(file.Name, $"VHD disk type {(uint)footer.Type} is not known; fixed (2), dynamic (3) and differencing (4) are");
        }

        if (footer.SavedState != 0)
        {
            options.Warn($"{file.Name}: belongs to a suspended machine; its file systems may not be clean");
        }

        return CheckSize(file, footer, options);
    }

    private static long CheckSize(Disk file, VhdFooter footer, ReadOptions options)
    {
        ulong size = VhdCreator.DiskSizeOf(footer);
        options.CheckDiskSize(file.Name, (long)Math.Min(size, long.MaxValue));
        if (size < footer.CurrentSize)
        {
            options.Warn($"{file.Name}: is {size} bytes by its geometry, which \"{footer.Creator}\" goes by, and {footer.CurrentSize} by its size field");
        }

        return (long)size;
    }

    /// <summary>Reads and checks the dynamic header.</summary>
    public static async ValueTask<VhdDynamicHeader> ReadHeaderAsync(Disk file, VhdFooter footer, CancellationToken cancellationToken)
    {
        long offset = (long)footer.DataOffset;
        byte[] bytes = await file.ReadStructureAsync(offset, VhdDynamicHeader.Size, "dynamic header", cancellationToken);
        if (!bytes.AsSpan().StartsWith(VhdDynamicHeader.Cookie))
        {
            throw new InvalidImageException(file.Name, offset, "there is no dynamic header");
        }

        if (!VhdChecksum.IsValid(bytes, VhdDynamicHeader.ChecksumOffset))
        {
            throw new InvalidImageException(file.Name, offset, "the dynamic header's checksum is wrong");
        }

        VhdDynamicHeader header = VhdDynamicHeader.Parse(bytes);
        CheckHeader(file, offset, header);
        return header;
    }

    private static void CheckHeader(Disk file, long offset, VhdDynamicHeader header)
    {
        if (header.Version != VhdFooter.Version1)
        {
            throw new UnsupportedImageException(
                file.Name, offset, $"dynamic header version {header.Version >> 16}.{header.Version & 0xFFFF} is not known; 1.0 is");
        }

        if (!header.HasValidBlockSize)
        {
            throw new InvalidImageException(file.Name, offset, $"block size {header.BlockSize} is not a power of two between 512 bytes and 256 MiB");
        }
    }
}

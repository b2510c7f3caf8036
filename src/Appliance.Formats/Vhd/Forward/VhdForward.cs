using Appliance.Formats.Streaming;

namespace Appliance.Formats.Vhd;

/// <summary>
/// Opens VHD files that come by once: dynamic ones whose table stands in front, as all writers put it, and fixed ones
/// whose length is known.
/// </summary>
internal static class VhdForward
{
    // The headers are looked at before anything is taken; every writer puts them into the first 2 KiB.
    private const int MaxHeaders = 64 << 10;

    // What stands before the first block is kept: the table of a 2,040 GiB disk in blocks of 512 KiB.
    private const long MaxFront = 16 << 20;

    /// <summary>Opens the disk; it owns <paramref name="file"/> from then on.</summary>
    /// <param name="file">Stands at its start.</param>
    /// <param name="fileLength">Bytes of the file, where they are known.</param>
    /// <param name="mayWait">Whether a file that needs its parent may be saved until that comes; else it is refused.</param>
    /// <param name="options">Limits and warnings.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The disk; null, with nothing taken of the file, where it can only be read at random.</returns>
    /// <exception cref="InvalidImageException">It is damaged.</exception>
    /// <exception cref="UnsupportedImageException">It is refused, or needs its parent.</exception>
    public static async ValueTask<ForwardDisk?> OpenAsync(
        ForwardFile file, long? fileLength, bool mayWait, ReadOptions options, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> start = await file.PeekAsync(VhdFooter.Size, cancellationToken);
        if (!VhdFooter.HasCookie(start.Span))
        {
            return fileLength is { } length ? VhdFixedForwardDisk.Open(file, length, options) : null;
        }

        if (start.Length < VhdFooter.Size || !VhdFooter.HasValidChecksum(start.Span))
        {
            return null;
        }

        VhdFooter footer = VhdFooter.Parse(start.Span);
        if (footer.Type == VhdDiskType.Differencing && !mayWait)
        {
            throw new UnsupportedImageException(
                file.Name, "is a delta over another image, which cannot come along; save the files to one folder, and open them there");
        }

        return footer.Type == VhdDiskType.Dynamic && footer.DataOffset <= MaxHeaders - VhdDynamicHeader.Size
            ? await OpenDynamicAsync(file, fileLength, footer, options, cancellationToken)
            : null;
    }

    private static async ValueTask<ForwardDisk?> OpenDynamicAsync(
        ForwardFile file, long? fileLength, VhdFooter footer, ReadOptions options, CancellationToken cancellationToken)
    {
        int headersEnd = (int)footer.DataOffset + VhdDynamicHeader.Size;
        var headers = new KeptPart(file.Name, 0, (await file.PeekAsync(headersEnd, cancellationToken)).ToArray());
        long size = VhdLayer.CheckFooter(headers, footer, options);
        VhdDynamicHeader header = await VhdLayer.ReadHeaderAsync(headers, footer, cancellationToken);
        long tableSize = (size + header.BlockSize - 1) / header.BlockSize * sizeof(uint);
        if (header.TableOffset > (ulong)(MaxFront - Math.Min(tableSize, MaxFront)) || tableSize > MaxFront)
        {
            return null;
        }

        var front = new byte[Math.Max(headersEnd, (long)header.TableOffset + tableSize)];
        await file.ReadAsync(front, "block table", cancellationToken);
        var kept = new KeptPart(file.Name, 0, front);
        VhdBlockTable table = await VhdBlockTable.ReadAsync(kept, header, size, cancellationToken);
        table.CheckPlaces(kept, VhdLayer.TablesOf(footer, header, table.Count), size, fileLength ?? long.MaxValue);
        return new VhdForwardDisk(file, front, footer, header, table, size, options);
    }
}

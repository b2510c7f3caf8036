namespace Appliance.Formats.Vhd;

/// <summary>
/// Where everything stands in a dynamic VHD that we write, in bytes: footer copy, header, BAT, batmap header, batmap,
/// parent's paths where there is a parent, blocks, footer. The same as vhd-util's, and an empty image is equal to its byte for byte.
/// </summary>
internal sealed class VhdDynamicLayout
{
    /// <summary>Bytes of a block: the only size that all of Xen's code takes.</summary>
    public const int BlockSize = 2 << 20;

    /// <summary>Bytes between the start of a block and that of its data: padding, and the bitmap at its end.</summary>
    /// <remarks>Padded so that the data is aligned to pages, as blktap does it: unaligned direct I/O is slow or refused.</remarks>
    public const int DataOffsetInBlock = PageSize;

    /// <summary>Bytes of a block with what precedes its data.</summary>
    public const int BlockStride = DataOffsetInBlock + BlockSize;

    /// <summary>Where the BAT stands.</summary>
    public const int TableOffset = VhdFooter.Size + VhdDynamicHeader.Size;

    private const int PageSize = 4096;
    private const int BitsPerByte = 8;

    /// <summary>Plans an image.</summary>
    /// <param name="size">Bytes of the disk.</param>
    /// <param name="parentPathBytes">Bytes that the parent's paths take, in whole sectors; 0 without a parent.</param>
    public VhdDynamicLayout(long size, int parentPathBytes = 0)
    {
        // An empty disk gets one entry: libvhd takes no table without any.
        Entries = (int)Math.Max(1, (size + BlockSize - 1) / BlockSize);
        BatmapHeaderOffset = TableOffset + RoundUp(Entries * sizeof(uint), VhdFooter.SectorSize);
        BatmapOffset = BatmapHeaderOffset + VhdBatmapHeader.Size;
        BatmapSize = RoundUp((Entries + BitsPerByte - 1) / BitsPerByte, VhdFooter.SectorSize);
        ParentPathsOffset = BatmapOffset + BatmapSize;
        TablesEnd = ParentPathsOffset + parentPathBytes;
        FirstBlock = RoundUp(TablesEnd, PageSize);
    }

    /// <summary>Entries of the BAT.</summary>
    public int Entries { get; }

    /// <summary>Where the batmap's header stands: libvhd looks for it right behind the BAT.</summary>
    public int BatmapHeaderOffset { get; }

    /// <summary>Where the batmap stands.</summary>
    public int BatmapOffset { get; }

    /// <summary>Bytes of the batmap, in whole sectors.</summary>
    public int BatmapSize { get; }

    /// <summary>Where the paths of the parent stand, if any.</summary>
    public int ParentPathsOffset { get; }

    /// <summary>Where the tables end; the footer of an image without blocks stands here.</summary>
    public int TablesEnd { get; }

    /// <summary>Where the first block starts, with the padding in front of its bitmap.</summary>
    public int FirstBlock { get; }

    /// <summary>The sector of the bitmap of a block that starts at <paramref name="position"/>: what the BAT holds.</summary>
    public static uint BitmapSector(long position)
        => checked((uint)((position + DataOffsetInBlock - VhdBlockTable.BitmapSizeOf(BlockSize)) / VhdFooter.SectorSize));

    /// <summary>Where the data of a block stands in the file, by its entry in the BAT.</summary>
    public static long DataPosition(uint entry)
        => ((long)entry * VhdFooter.SectorSize) + VhdBlockTable.BitmapSizeOf(BlockSize);

    private static int RoundUp(int value, int unit) => (value + unit - 1) / unit * unit;
}

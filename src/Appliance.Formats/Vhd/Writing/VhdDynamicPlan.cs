namespace Appliance.Formats.Vhd;

/// <summary>
/// Where each block of a dynamic VHD stands, and with it everything of the file but the content of the blocks. Memory is
/// four bytes a block.
/// </summary>
internal sealed class VhdDynamicPlan
{
    private readonly VhdFooter _footer;
    private readonly VhdDynamicLayout _layout;
    private readonly uint[] _table;
    private int _blocks;

    /// <summary>Starts an image without blocks.</summary>
    /// <param name="diskLength">Bytes of the disk, at most <see cref="VhdLimits.MaxDiskSize"/>; rounded up to whole sectors.</param>
    /// <param name="id">Identity of the disk, not empty.</param>
    /// <param name="options">The time to write.</param>
    public VhdDynamicPlan(long diskLength, Guid id, WriteOptions options)
    {
        long size = VhdFooterFactory.RoundSize(diskLength);
        _footer = VhdFooterFactory.Create(VhdDiskType.Dynamic, size, id, options);
        _layout = new VhdDynamicLayout(size);
        _table = new uint[_layout.Entries];
        _table.AsSpan().Fill(VhdBlockTable.Unused);
    }

    /// <summary>What precedes the data of each block: padding and a bitmap of set bits. All of them, since qemu ignores bitmaps and xapi skips what they leave out.</summary>
    public static ReadOnlyMemory<byte> BlockHead { get; } = MakeBlockHead();

    /// <summary>Blocks of the disk, stored or not.</summary>
    public int Entries => _layout.Entries;

    /// <summary>Where the last block ends so far, in bytes of the image: the footer's place.</summary>
    public long ContentEnd => _blocks == 0 ? _layout.TablesEnd : PositionOf(_blocks);

    /// <summary>Bytes of the image with the blocks so far.</summary>
    public long FileLength => ContentEnd + VhdFooter.Size;

    /// <summary>Gives a block the next place.</summary>
    /// <param name="block">Its number on the disk.</param>
    /// <returns>Where its head starts, in bytes of the image.</returns>
    public long Add(long block)
    {
        long position = PositionOf(_blocks++);
        _table[block] = VhdDynamicLayout.BitmapSector(position);
        return position;
    }

    /// <summary>Whether a block has a place.</summary>
    public bool Contains(long block) => _table[block] != VhdBlockTable.Unused;

    /// <summary>Where the data of a block that has a place starts, in bytes of the image.</summary>
    public long DataPosition(long block) => VhdDynamicLayout.DataPosition(_table[block]);

    /// <summary>What stands in front of the blocks: the copy of the footer, header, BAT, batmap, padding.</summary>
    public byte[] FrontToBytes()
    {
        var bytes = new byte[_blocks == 0 ? _layout.TablesEnd : _layout.FirstBlock];
        var header = new VhdDynamicHeader
        {
            TableOffset = VhdDynamicLayout.TableOffset,
            TableEntries = (uint)_layout.Entries,
            BlockSize = VhdDynamicLayout.BlockSize,
        };
        VhdDynamicTables.Compose(_footer, header, _layout, _table, block => Contains(block)).CopyTo(bytes, 0);
        return bytes;
    }

    /// <summary>What stands behind the blocks.</summary>
    public byte[] FooterToBytes() => _footer.ToBytes();

    private static byte[] MakeBlockHead()
    {
        var head = new byte[VhdDynamicLayout.DataOffsetInBlock];
        head.AsSpan(^VhdBlockTable.BitmapSizeOf(VhdDynamicLayout.BlockSize)..).Fill(byte.MaxValue);
        return head;
    }

    private long PositionOf(int block) => _layout.FirstBlock + ((long)block * VhdDynamicLayout.BlockStride);
}

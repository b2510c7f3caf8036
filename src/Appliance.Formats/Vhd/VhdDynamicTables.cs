using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Appliance.Formats.Vhd;

/// <summary>
/// Everything of a dynamic VHD but the content of its blocks: where each block stands, and the bytes that surround them.
/// Memory is four bytes a block.
/// </summary>
internal sealed class VhdDynamicTables
{
    private readonly VhdFooter _footer;
    private readonly VhdDynamicLayout _layout;
    private readonly uint[] _table;
    private int _blocks;

    /// <summary>Starts an image without blocks.</summary>
    /// <param name="diskLength">Bytes of the disk, at most <see cref="VhdLimits.MaxDiskSize"/>; rounded up to whole sectors.</param>
    /// <param name="id">Identity of the disk, not empty.</param>
    /// <param name="options">The time to write.</param>
    public VhdDynamicTables(long diskLength, Guid id, WriteOptions options)
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

    /// <summary>Bytes from the start of the image to its first block, or to the footer where there is none.</summary>
    public int FrontLength => _blocks == 0 ? _layout.TablesEnd : _layout.FirstBlock;

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

    /// <summary>What stands in front of the blocks: the copy of the footer, header, BAT, batmap, padding.</summary>
    public byte[] FrontToBytes()
    {
        var bytes = new byte[FrontLength];
        var header = new VhdDynamicHeader
        {
            TableOffset = VhdDynamicLayout.TableOffset,
            TableEntries = (uint)_layout.Entries,
            BlockSize = VhdDynamicLayout.BlockSize,
        };
        _footer.ToBytes().CopyTo(bytes, 0);
        header.ToBytes().CopyTo(bytes, VhdFooter.Size);
        WriteTable(bytes.AsSpan(VhdDynamicLayout.TableOffset.._layout.BatmapHeaderOffset));
        WriteBatmap(bytes.AsSpan(_layout.BatmapHeaderOffset.._layout.TablesEnd));
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

    private void WriteTable(Span<byte> bytes)
        => BinaryPrimitives.ReverseEndianness(_table, MemoryMarshal.Cast<byte, uint>(bytes));

    private void WriteBatmap(Span<byte> bytes)
    {
        Span<byte> map = bytes[VhdBatmapHeader.Size..];
        Span<byte> checkedPart = map[..(int)Math.Min(map.Length, VhdBatmap.CheckedSize(_footer.CurrentSize))];
        int bits = (int)Math.Min(_table.Length, checkedPart.Length * 8L);
        for (int block = 0; block < bits; block++)
        {
            if (Contains(block))
            {
                VhdSectorBitmap.Set(checkedPart, block);
            }
        }

        uint sectors = (uint)(map.Length / VhdFooter.SectorSize);
        new VhdBatmapHeader((ulong)_layout.BatmapOffset, sectors, VhdBatmapHeader.Version12, VhdChecksum.Of(checkedPart)).WriteTo(bytes);
    }
}

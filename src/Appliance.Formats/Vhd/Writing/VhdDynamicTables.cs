using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Appliance.Formats.Vhd;

/// <summary>Composes what stands in front of the blocks of a VHD that we write.</summary>
internal static class VhdDynamicTables
{
    private const int BitsPerByte = 8;

    /// <summary>Footer copy, header, BAT and batmap; the parent's paths behind them stay zero.</summary>
    /// <param name="footer">The footer.</param>
    /// <param name="header">The header.</param>
    /// <param name="layout">Where everything stands.</param>
    /// <param name="table">The BAT, in the machine's byte order.</param>
    /// <param name="isFull">Whether all sectors of a block are stored.</param>
    /// <returns>As many bytes as the layout's tables have.</returns>
    public static byte[] Compose(
        VhdFooter footer, VhdDynamicHeader header, VhdDynamicLayout layout, ReadOnlySpan<uint> table, Func<int, bool> isFull)
    {
        var bytes = new byte[layout.TablesEnd];
        footer.ToBytes().CopyTo(bytes, 0);
        header.ToBytes().CopyTo(bytes, VhdFooter.Size);
        Span<byte> bat = bytes.AsSpan(VhdDynamicLayout.TableOffset..layout.BatmapHeaderOffset);
        BinaryPrimitives.ReverseEndianness(table, MemoryMarshal.Cast<byte, uint>(bat));
        WriteBatmap(bytes.AsSpan(layout.BatmapHeaderOffset..layout.ParentPathsOffset), footer, layout, isFull);
        return bytes;
    }

    private static void WriteBatmap(Span<byte> bytes, VhdFooter footer, VhdDynamicLayout layout, Func<int, bool> isFull)
    {
        Span<byte> map = bytes[VhdBatmapHeader.Size..];
        Span<byte> checkedPart = map[..(int)Math.Min(map.Length, VhdBatmap.CheckedSize(footer.CurrentSize))];
        int bits = (int)Math.Min(layout.Entries, checkedPart.Length * (long)BitsPerByte);
        for (int block = 0; block < bits; block++)
        {
            if (isFull(block))
            {
                VhdSectorBitmap.Set(checkedPart, block);
            }
        }

        uint sectors = (uint)(map.Length / VhdFooter.SectorSize);
        new VhdBatmapHeader((ulong)layout.BatmapOffset, sectors, VhdBatmapHeader.Version12, VhdChecksum.Of(checkedPart)).WriteTo(bytes);
    }
}

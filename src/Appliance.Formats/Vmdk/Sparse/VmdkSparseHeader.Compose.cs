using System.Buffers.Binary;

namespace Appliance.Formats.Vmdk;

/// <summary>Writing a header.</summary>
internal sealed partial class VmdkSparseHeader
{
    private const uint PlainVersion = 1;
    private const uint StreamVersion = 3;

    /// <summary>The header, or footer, of a streamOptimized extent.</summary>
    /// <param name="capacity">Sectors of virtual disk.</param>
    /// <param name="directory">Sector of the grain directory, or <see cref="InFooter"/>.</param>
    /// <param name="overhead">Sectors in front of the first grain.</param>
    public static byte[] ComposeStream(long capacity, long directory, long overhead)
    {
        byte[] header = Compose(StreamVersion, VmdkSparseFlags.NewlineTest | VmdkSparseFlags.Compressed | VmdkSparseFlags.Markers, capacity);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(DirectoryOffset), directory);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(OverheadOffset), overhead);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(CompressionOffset), Deflate);
        return header;
    }

    /// <summary>The header of a monolithicSparse file.</summary>
    /// <param name="layout">Where everything is.</param>
    public static byte[] ComposePlain(VmdkPlainLayout layout)
    {
        byte[] header = Compose(PlainVersion, VmdkSparseFlags.NewlineTest | VmdkSparseFlags.RedundantDirectory, layout.Capacity);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(RedundantDirectoryOffset), layout.Redundant.Directory);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(DirectoryOffset), layout.Primary.Directory);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(OverheadOffset), layout.Overhead);
        return header;
    }

    private static byte[] Compose(uint version, VmdkSparseFlags flags, long capacity)
    {
        var header = new byte[Size];
        "KDMV"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(VersionOffset), version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(FlagsOffset), (uint)flags);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(CapacityOffset), capacity);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(GrainSizeOffset), VmdkLayout.GrainSectors);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(DescriptorPlaceOffset), VmdkLayout.DescriptorSector);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(DescriptorSizeOffset), VmdkLayout.DescriptorSectors);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(TableEntriesOffset), VmdkLayout.TableEntries);
        NewlineBytes.CopyTo(header.AsSpan(NewlineOffset));
        return header;
    }
}

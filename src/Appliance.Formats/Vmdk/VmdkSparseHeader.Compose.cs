using System.Buffers.Binary;

namespace Appliance.Formats.Vmdk;

/// <summary>Writing a header.</summary>
internal sealed partial class VmdkSparseHeader
{
    private const uint StreamVersion = 3;

    /// <summary>The header, or footer, of a streamOptimized extent; all places and sizes in sectors.</summary>
    public static byte[] ComposeStream(
        long capacity, long grainSize, long descriptorSize, int tableEntries, long directory, long overhead)
    {
        var header = new byte[Size];
        void Put32(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(offset), value);
        void Put64(int offset, long value) => BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(offset), value);
        "KDMV"u8.CopyTo(header);
        Put32(VersionOffset, StreamVersion);
        Put32(FlagsOffset, (uint)(VmdkSparseFlags.NewlineTest | VmdkSparseFlags.Compressed | VmdkSparseFlags.Markers));
        Put64(CapacityOffset, capacity);
        Put64(GrainSizeOffset, grainSize);
        Put64(DescriptorPlaceOffset, 1);
        Put64(DescriptorSizeOffset, descriptorSize);
        Put32(TableEntriesOffset, (uint)tableEntries);
        Put64(DirectoryOffset, directory);
        Put64(OverheadOffset, overhead);
        "\n \r\n"u8.CopyTo(header.AsSpan(NewlineOffset));
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(CompressionOffset), Deflate);
        return header;
    }
}

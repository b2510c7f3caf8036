using System.Buffers.Binary;

namespace Appliance.Formats.Vhd;

/// <summary>
/// The header of a batmap, Xen's addition to dynamic VHDs: a bit for each block that is full, so that its bitmap need
/// not be read (blktap, include/vhd.h).
/// </summary>
internal readonly record struct VhdBatmapHeader(ulong Offset, uint Sectors, uint Version, uint Checksum)
{
    /// <summary>Bytes of the header.</summary>
    public const int Size = 512;

    /// <summary>The newest version there is, 1.2.</summary>
    public const uint Version12 = 0x0001_0002;

    private const int OffsetOffset = 8;
    private const int SectorsOffset = OffsetOffset + sizeof(ulong);
    private const int VersionOffset = SectorsOffset + sizeof(uint);
    private const int ChecksumOffset = VersionOffset + sizeof(uint);

    /// <summary>What every header begins with.</summary>
    public static ReadOnlySpan<byte> Cookie => "tdbatmap"u8;

    /// <summary>Reads a header whose cookie was seen.</summary>
    public static VhdBatmapHeader Parse(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes[OffsetOffset..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[SectorsOffset..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[VersionOffset..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[ChecksumOffset..]));

    /// <summary>Fills the fields; what stands behind them (encryption) stays as it is.</summary>
    public void WriteTo(Span<byte> bytes)
    {
        Cookie.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[OffsetOffset..], Offset);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[SectorsOffset..], Sectors);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[VersionOffset..], Version);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[ChecksumOffset..], Checksum);
    }
}

using System.Buffers.Binary;
using System.Text;

namespace Appliance.Formats.Vhd;

/// <summary>One of the eight places of a differencing disk's header that say where the parent's name is stored.</summary>
internal readonly record struct VhdParentLocator(VhdPlatform Platform, uint DataSpace, uint DataLength, uint Reserved, ulong DataOffset)
{
    /// <summary>Bytes of a locator in the header.</summary>
    public const int Size = DataOffsetOffset + sizeof(ulong);

    private const int DataSpaceOffset = sizeof(uint);
    private const int DataLengthOffset = DataSpaceOffset + sizeof(uint);
    private const int ReservedOffset = DataLengthOffset + sizeof(uint);
    private const int DataOffsetOffset = ReservedOffset + sizeof(uint);

    /// <summary>Whether the place is not used.</summary>
    public bool IsEmpty => Platform == VhdPlatform.None;

    /// <summary>
    /// Bytes that are set aside for the name. The specification counts them in sectors, but Xen and others in bytes;
    /// libvhd takes what is below a sector's size for sectors.
    /// </summary>
    public long SpaceBytes => DataSpace < VhdFooter.SectorSize ? (long)DataSpace * VhdFooter.SectorSize : DataSpace;

    /// <summary>Reads a locator.</summary>
    public static VhdParentLocator Parse(ReadOnlySpan<byte> bytes) => new(
        (VhdPlatform)BinaryPrimitives.ReadUInt32BigEndian(bytes),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[DataSpaceOffset..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[DataLengthOffset..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[ReservedOffset..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[DataOffsetOffset..]));

    /// <summary>Fills a locator's place in the header.</summary>
    public void WriteTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)Platform);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[DataSpaceOffset..], DataSpace);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[DataLengthOffset..], DataLength);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[ReservedOffset..], Reserved);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[DataOffsetOffset..], DataOffset);
    }

    /// <summary>The path that <paramref name="data"/> spells on this platform; null where it is no path we can read.</summary>
    public string? Decode(ReadOnlySpan<byte> data) => Platform switch
    {
        VhdPlatform.WindowsRelative or VhdPlatform.WindowsAbsolute => Encoding.Unicode.GetString(data),
        VhdPlatform.MacUrl => Uri.UnescapeDataString(Encoding.UTF8.GetString(data)),
        _ => null,
    };
}

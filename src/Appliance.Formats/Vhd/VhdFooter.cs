using System.Buffers.Binary;
using System.Text;

namespace Appliance.Formats.Vhd;

/// <summary>The footer, 512 bytes at the end of every VHD and, but for fixed ones, also at its start (VHD specification 1.0).</summary>
internal sealed record VhdFooter
{
    /// <summary>Bytes of a footer.</summary>
    public const int Size = 512;

    /// <summary>Bytes of a sector, the unit of every position in a VHD.</summary>
    public const int SectorSize = 512;

    /// <summary>The only version of footers and headers that there is: 1.0.</summary>
    public const uint Version1 = 0x0001_0000;

    /// <summary>Stands where an offset leads nowhere.</summary>
    public const ulong NoOffset = ulong.MaxValue;

    /// <summary>The bit of <see cref="Features"/> that is always set.</summary>
    public const uint ReservedFeature = 2;

    /// <summary>Where the checksum stands.</summary>
    public const int ChecksumOffset = TypeOffset + sizeof(uint);

    /// <summary>Where the area begins that is all zero.</summary>
    public const int ReservedOffset = HiddenOffset + 1;

    private const int FeaturesOffset = 8;
    private const int VersionOffset = FeaturesOffset + sizeof(uint);
    private const int DataOffsetOffset = VersionOffset + sizeof(uint);
    private const int TimeOffset = DataOffsetOffset + sizeof(ulong);
    private const int CreatorOffset = TimeOffset + sizeof(uint);
    private const int CreatorVersionOffset = CreatorOffset + CreatorLength;
    private const int CreatorLength = 4;
    private const int CreatorSystemOffset = CreatorVersionOffset + sizeof(uint);
    private const int OriginalSizeOffset = CreatorSystemOffset + sizeof(uint);
    private const int CurrentSizeOffset = OriginalSizeOffset + sizeof(ulong);
    private const int CylindersOffset = CurrentSizeOffset + sizeof(ulong);
    private const int HeadsOffset = CylindersOffset + sizeof(ushort);
    private const int SectorsOffset = HeadsOffset + 1;
    private const int TypeOffset = SectorsOffset + 1;
    private const int IdOffset = ChecksumOffset + sizeof(uint);
    private const int IdLength = 16;
    private const int SavedStateOffset = IdOffset + IdLength;
    private const int HiddenOffset = SavedStateOffset + 1;

    /// <summary>What every footer begins with.</summary>
    public static ReadOnlySpan<byte> Cookie => "conectix"u8;

    /// <summary>Bit 0: temporary; bit 1: always set.</summary>
    public uint Features { get; init; } = ReservedFeature;

    /// <summary>Version of the format.</summary>
    public uint Version { get; init; } = Version1;

    /// <summary>Where the dynamic header stands, in bytes; <see cref="NoOffset"/> in a fixed disk.</summary>
    public ulong DataOffset { get; init; } = NoOffset;

    /// <summary>Time of creation, in seconds since 2000.</summary>
    public uint Timestamp { get; init; }

    /// <summary>Four characters that tell which program made the file.</summary>
    public required string Creator { get; init; }

    /// <summary>Version of that program: major in the upper half, minor in the lower one.</summary>
    public required uint CreatorVersion { get; init; }

    /// <summary>Size of the disk when it was made, in bytes.</summary>
    public required ulong OriginalSize { get; init; }

    /// <summary>Size of the disk, in bytes.</summary>
    public required ulong CurrentSize { get; init; }

    /// <summary>Cylinders, heads, sectors.</summary>
    public required VhdGeometry Geometry { get; init; }

    /// <summary>How the disk is stored.</summary>
    public required VhdDiskType Type { get; init; }

    /// <summary>Identity of the disk, by which a child knows its parent.</summary>
    public required Guid Id { get; init; }

    /// <summary>1 where the machine was suspended to disk.</summary>
    public byte SavedState { get; init; }

    /// <summary>1 where the host hides the disk: Xen's own use of a reserved byte.</summary>
    public byte Hidden { get; init; }

    /// <summary>Whether <paramref name="bytes"/> begin as a footer does.</summary>
    public static bool HasCookie(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Cookie);

    /// <summary>Whether the checksum of a footer is right.</summary>
    public static bool HasValidChecksum(ReadOnlySpan<byte> footer)
        => VhdChecksum.IsValid(footer, ChecksumOffset) || IsValidUnlessHidden(footer);

    /// <summary>Reads a footer whose cookie was seen; fields may still hold anything.</summary>
    public static VhdFooter Parse(ReadOnlySpan<byte> bytes) => new()
    {
        Features = BinaryPrimitives.ReadUInt32BigEndian(bytes[FeaturesOffset..]),
        Version = BinaryPrimitives.ReadUInt32BigEndian(bytes[VersionOffset..]),
        DataOffset = BinaryPrimitives.ReadUInt64BigEndian(bytes[DataOffsetOffset..]),
        Timestamp = BinaryPrimitives.ReadUInt32BigEndian(bytes[TimeOffset..]),
        Creator = Encoding.Latin1.GetString(bytes.Slice(CreatorOffset, CreatorLength)),
        CreatorVersion = BinaryPrimitives.ReadUInt32BigEndian(bytes[CreatorVersionOffset..]),
        OriginalSize = BinaryPrimitives.ReadUInt64BigEndian(bytes[OriginalSizeOffset..]),
        CurrentSize = BinaryPrimitives.ReadUInt64BigEndian(bytes[CurrentSizeOffset..]),
        Geometry = new(BinaryPrimitives.ReadUInt16BigEndian(bytes[CylindersOffset..]), bytes[HeadsOffset], bytes[SectorsOffset]),
        Type = (VhdDiskType)BinaryPrimitives.ReadUInt32BigEndian(bytes[TypeOffset..]),
        Id = new Guid(bytes.Slice(IdOffset, IdLength), bigEndian: true),
        SavedState = bytes[SavedStateOffset],
        Hidden = bytes[HiddenOffset],
    };

    /// <summary>The footer's 512 bytes, with their checksum.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        Span<byte> span = bytes;
        Cookie.CopyTo(span);
        BinaryPrimitives.WriteUInt32BigEndian(span[FeaturesOffset..], Features);
        BinaryPrimitives.WriteUInt32BigEndian(span[VersionOffset..], Version);
        BinaryPrimitives.WriteUInt64BigEndian(span[DataOffsetOffset..], DataOffset);
        BinaryPrimitives.WriteUInt32BigEndian(span[TimeOffset..], Timestamp);
        Encoding.Latin1.GetBytes(Creator, span.Slice(CreatorOffset, CreatorLength));
        BinaryPrimitives.WriteUInt32BigEndian(span[CreatorVersionOffset..], CreatorVersion);
        BinaryPrimitives.WriteUInt64BigEndian(span[OriginalSizeOffset..], OriginalSize);
        BinaryPrimitives.WriteUInt64BigEndian(span[CurrentSizeOffset..], CurrentSize);
        BinaryPrimitives.WriteUInt32BigEndian(span[CylindersOffset..], Geometry.ToUInt32());
        BinaryPrimitives.WriteUInt32BigEndian(span[TypeOffset..], (uint)Type);
        Id.TryWriteBytes(span.Slice(IdOffset, IdLength), bigEndian: true, out _);
        span[SavedStateOffset] = SavedState;
        span[HiddenOffset] = Hidden;
        VhdChecksum.Write(span, ChecksumOffset);
        return bytes;
    }

    /// <summary>Early versions of blktap set the hidden byte without a new checksum (libvhd accepts that too).</summary>
    private static bool IsValidUnlessHidden(ReadOnlySpan<byte> footer)
    {
        if (footer[HiddenOffset] == 0 || !VhdCreator.IsEarlyXen(Parse(footer)))
        {
            return false;
        }

        Span<byte> shown = stackalloc byte[Size];
        footer.CopyTo(shown);
        shown[HiddenOffset] = 0;
        return VhdChecksum.IsValid(shown, ChecksumOffset);
    }
}

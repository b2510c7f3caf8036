using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Appliance.Formats.Vhd;

/// <summary>The header of dynamic and differencing disks, 1,024 bytes (VHD specification 1.0, "Dynamic Disk Header").</summary>
internal sealed record VhdDynamicHeader
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = 1024;

    /// <summary>
    /// Largest block that is accepted, in bytes: blocks are 2 MiB, 512 KiB in old files; beyond this a single one would be
    /// as large as many a disk.
    /// </summary>
    public const uint MaxBlockSize = 256 << 20;

    /// <summary>Most characters of UTF-16 that the parent's name can have.</summary>
    public const int MaxParentName = 256;

    /// <summary>Where the checksum stands.</summary>
    public const int ChecksumOffset = BlockSizeOffset + sizeof(uint);

    /// <summary>Where everything about a parent begins; all zero where there is none.</summary>
    public const int ParentOffset = ChecksumOffset + sizeof(uint);

    /// <summary>A field that is zero even where there is a parent.</summary>
    public const int Reserved1Offset = ParentTimeOffset + sizeof(uint);

    /// <summary>Where the area begins that is all zero.</summary>
    public const int Reserved2Offset = LocatorsOffset + (LocatorCount * VhdParentLocator.Size);

    private const int NextOffset = 8;
    private const int TableOffsetOffset = NextOffset + sizeof(ulong);
    private const int VersionOffset = TableOffsetOffset + sizeof(ulong);
    private const int EntriesOffset = VersionOffset + sizeof(uint);
    private const int BlockSizeOffset = EntriesOffset + sizeof(uint);
    private const int IdLength = 16;
    private const int ParentTimeOffset = ParentOffset + IdLength;
    private const int ParentNameOffset = Reserved1Offset + sizeof(uint);
    private const int ParentNameLength = MaxParentName * sizeof(char);
    private const int LocatorsOffset = ParentNameOffset + ParentNameLength;
    private const int LocatorCount = 8;

    /// <summary>What every header begins with.</summary>
    public static ReadOnlySpan<byte> Cookie => "cxsparse"u8;

    /// <summary>Where a further header stands; always <see cref="VhdFooter.NoOffset"/>.</summary>
    public ulong NextHeader { get; init; } = VhdFooter.NoOffset;

    /// <summary>Where the block allocation table (BAT) stands, in bytes.</summary>
    public required ulong TableOffset { get; init; }

    /// <summary>Version of the header.</summary>
    public uint Version { get; init; } = VhdFooter.Version1;

    /// <summary>Entries of the BAT; may be more than the disk needs.</summary>
    public required uint TableEntries { get; init; }

    /// <summary>Bytes of a block, a power of two.</summary>
    public required uint BlockSize { get; init; }

    /// <summary>Whether the block size is a power of two, from a sector to <see cref="MaxBlockSize"/>.</summary>
    public bool HasValidBlockSize => BitOperations.IsPow2(BlockSize) && BlockSize is >= VhdFooter.SectorSize and <= MaxBlockSize;

    /// <summary>Identity of the parent; zero where there is none, or where the parent is a raw image.</summary>
    public Guid ParentId { get; init; }

    /// <summary>When the parent was last changed, in seconds since 2000.</summary>
    public uint ParentTimestamp { get; init; }

    /// <summary>File name of the parent.</summary>
    public string ParentName { get; init; } = "";

    /// <summary>Where the parent's path is spelt out.</summary>
    public IReadOnlyList<VhdParentLocator> Locators { get; init; } = [];

    /// <summary>Reads a header; fields may still hold anything.</summary>
    public static VhdDynamicHeader Parse(ReadOnlySpan<byte> bytes) => new()
    {
        NextHeader = BinaryPrimitives.ReadUInt64BigEndian(bytes[NextOffset..]),
        TableOffset = BinaryPrimitives.ReadUInt64BigEndian(bytes[TableOffsetOffset..]),
        Version = BinaryPrimitives.ReadUInt32BigEndian(bytes[VersionOffset..]),
        TableEntries = BinaryPrimitives.ReadUInt32BigEndian(bytes[EntriesOffset..]),
        BlockSize = BinaryPrimitives.ReadUInt32BigEndian(bytes[BlockSizeOffset..]),
        ParentId = new Guid(bytes.Slice(ParentOffset, IdLength), bigEndian: true),
        ParentTimestamp = BinaryPrimitives.ReadUInt32BigEndian(bytes[ParentTimeOffset..]),
        ParentName = ParseName(bytes.Slice(ParentNameOffset, ParentNameLength)),
        Locators = ParseLocators(bytes[LocatorsOffset..]),
    };

    /// <summary>The header's 1,024 bytes, with their checksum.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        Span<byte> span = bytes;
        Cookie.CopyTo(span);
        BinaryPrimitives.WriteUInt64BigEndian(span[NextOffset..], NextHeader);
        BinaryPrimitives.WriteUInt64BigEndian(span[TableOffsetOffset..], TableOffset);
        BinaryPrimitives.WriteUInt32BigEndian(span[VersionOffset..], Version);
        BinaryPrimitives.WriteUInt32BigEndian(span[EntriesOffset..], TableEntries);
        BinaryPrimitives.WriteUInt32BigEndian(span[BlockSizeOffset..], BlockSize);
        WriteParent(span);
        VhdChecksum.Write(span, ChecksumOffset);
        return bytes;
    }

    private void WriteParent(Span<byte> bytes)
    {
        ParentId.TryWriteBytes(bytes.Slice(ParentOffset, IdLength), bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[ParentTimeOffset..], ParentTimestamp);
        Encoding.BigEndianUnicode.GetBytes(ParentName, bytes.Slice(ParentNameOffset, ParentNameLength));
        for (int i = 0; i < Locators.Count; i++)
        {
            Locators[i].WriteTo(bytes.Slice(LocatorsOffset + (i * VhdParentLocator.Size), VhdParentLocator.Size));
        }
    }

    private static string ParseName(ReadOnlySpan<byte> field)
    {
        string name = Encoding.BigEndianUnicode.GetString(field);
        int end = name.IndexOf('\0', StringComparison.Ordinal);
        return end < 0 ? name : name[..end];
    }

    private static VhdParentLocator[] ParseLocators(ReadOnlySpan<byte> bytes)
    {
        var locators = new VhdParentLocator[LocatorCount];
        for (int i = 0; i < LocatorCount; i++)
        {
            locators[i] = VhdParentLocator.Parse(bytes.Slice(i * VhdParentLocator.Size, VhdParentLocator.Size));
        }

        return locators;
    }
}

using System.Buffers.Binary;

namespace Appliance.Guests.FileSystems.Fat;

/// <summary>The 32 bytes of a folder's entry, in place (FAT specification 1.03, section 6).</summary>
internal readonly ref struct FatSlot(Span<byte> bytes)
{
    /// <summary>Bytes of one.</summary>
    internal const int Length = 32;

    /// <summary>The first byte of one that is free.</summary>
    internal const byte Deleted = 0xE5;

    private const int AttributesAt = 11;
    private const int CaseAt = 12;
    private const int CreatedTenthsAt = 13;
    private const int CreatedAt = 14;
    private const int AccessedDateAt = 18;
    private const int ClusterHighAt = 20;
    private const int ChangedAt = 22;
    private const int ClusterLowAt = 26;
    private const int SizeAt = 28;

    private readonly Span<byte> _bytes = bytes[..Length];

    /// <summary>All of it.</summary>
    internal Span<byte> Bytes => _bytes;

    /// <summary>Whether this and everything behind it was never used.</summary>
    internal bool IsEnd => _bytes[0] == 0;

    /// <summary>Whether it can be used.</summary>
    internal bool IsFree => _bytes[0] is 0 or Deleted;

    /// <summary>The eleven bytes of the 8.3 name.</summary>
    internal Span<byte> ShortName => _bytes[..FatShortName.Length];

    /// <summary>Which parts of the 8.3 name Windows NT shows in lower case.</summary>
    internal byte Case => _bytes[CaseAt];

    /// <summary>Attributes.</summary>
    internal FatAttributes Attributes
    {
        get => (FatAttributes)_bytes[AttributesAt];
        set => _bytes[AttributesAt] = (byte)value;
    }

    /// <summary>Whether it is a part of a long name.</summary>
    internal bool IsLongName => (Attributes & (FatAttributes)0x3F) == FatAttributes.LongName;

    /// <summary>Bytes of the file; 0 for folders.</summary>
    internal uint Size
    {
        get => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[SizeAt..]);
        set => BinaryPrimitives.WriteUInt32LittleEndian(_bytes[SizeAt..], value);
    }

    /// <summary>The first cluster, on FAT32; the upper half means nothing elsewhere.</summary>
    internal uint Cluster
    {
        get => (uint)(BinaryPrimitives.ReadUInt16LittleEndian(_bytes[ClusterHighAt..]) << 16) | BinaryPrimitives.ReadUInt16LittleEndian(_bytes[ClusterLowAt..]);
        set
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_bytes[ClusterHighAt..], (ushort)(value >> 16));
            BinaryPrimitives.WriteUInt16LittleEndian(_bytes[ClusterLowAt..], (ushort)value);
        }
    }

    /// <summary>Says when it was changed.</summary>
    internal void SetChanged(FatTimestamp time)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes[ChangedAt..], time.Time);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes[(ChangedAt + 2)..], time.Date);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes[AccessedDateAt..], time.Date);
    }

    /// <summary>Says when it was made.</summary>
    internal void SetCreated(FatTimestamp time)
    {
        _bytes[CreatedTenthsAt] = time.Hundredths;
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes[CreatedAt..], time.Time);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes[(CreatedAt + 2)..], time.Date);
        SetChanged(time);
    }
}

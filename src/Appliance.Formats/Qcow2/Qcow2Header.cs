using System.Buffers.Binary;

namespace Appliance.Formats.Qcow2;

/// <summary>The header of a QCOW2 image, version 2 or 3 (qemu, docs/interop/qcow2.txt). Big-endian.</summary>
/// <param name="ClusterBits">Cluster size as a power of two: 9 (512 bytes) to 21 (2 MiB).</param>
/// <param name="Size">Virtual size in bytes.</param>
/// <param name="L1Entries">Entries of the first-level table.</param>
/// <param name="L1Offset">Where it stands, in bytes.</param>
/// <param name="UsesZstd">Whether compressed clusters are zstd frames; else they are bare deflate.</param>
/// <param name="HasSnapshots">Whether the image holds internal snapshots.</param>
internal sealed record Qcow2Header(int ClusterBits, long Size, int L1Entries, long L1Offset, bool UsesZstd, bool HasSnapshots)
{
    /// <summary>Units of a cluster whose second-level entry tells each of them apart.</summary>
    public const int SubclustersPerCluster = 32;

    /// <summary>Bytes that are read; a version 2 header ends at 72.</summary>
    public const int MaxSize = 112;

    /// <summary>"QFI" and 0xFB.</summary>
    public const uint Magic = 0x514649FB;

    internal const int VersionOffset = 4;
    internal const int BackingOffset = 8;
    internal const int BackingLengthOffset = 16;
    internal const int ClusterBitsOffset = 20;
    internal const int SizeOffset = 24;
    internal const int CryptOffset = 32;
    internal const int L1EntriesOffset = 36;
    internal const int L1OffsetOffset = 40;
    internal const int RefcountTableOffset = 48;
    internal const int RefcountClustersOffset = 56;
    internal const int SnapshotsOffset = 60;
    internal const int IncompatibleOffset = 72;
    internal const int RefcountOrderOffset = 96;
    internal const int HeaderLengthOffset = 100;
    internal const int CompressionOffset = 104;
    private const int Version2Size = 72;
    private const ulong Dirty = 1;
    private const ulong Corrupt = 2;
    private const ulong ExternalData = 4;
    private const ulong CompressionType = 8;
    private const ulong ExtendedL2 = 16;
    private const int MaxL1Bytes = 32 << 20; // qemu's limit, QCOW_MAX_L1_SIZE
    private const int MaxBackingName = 1023; // the specification
    private const int MinSubclusteredBits = 14; // qemu's limit: a subcluster is no smaller than a sector

    /// <summary>Bytes of a cluster.</summary>
    public int ClusterSize => 1 << ClusterBits;

    /// <summary>Whether each second-level entry says of 32 subclusters where they are (extended L2 entries).</summary>
    public bool HasSubclusters { get; init; }

    /// <summary>Where the name of a backing file stands, in bytes; 0 in an image that stands alone.</summary>
    public long BackingNameOffset { get; init; }

    /// <summary>Bytes of that name.</summary>
    public int BackingNameLength { get; init; }

    /// <summary>Entries of a second-level table, which is one cluster.</summary>
    public int L2Entries => ClusterSize / (HasSubclusters ? 2 * sizeof(ulong) : sizeof(ulong));

    /// <summary>Bytes of disk that one second-level table covers.</summary>
    public long TableSpan => (long)L2Entries * ClusterSize;

    /// <summary>Bytes of the unit that tables tell apart: a cluster or a subcluster.</summary>
    public int UnitSize => HasSubclusters ? ClusterSize / SubclustersPerCluster : ClusterSize;

    /// <summary>Reads the header.</summary>
    /// <param name="bytes">The first <see cref="MaxSize"/> bytes, or fewer where the file is shorter.</param>
    /// <param name="file">For messages.</param>
    /// <exception cref="InvalidImageException">A field makes no sense.</exception>
    /// <exception cref="UnsupportedImageException">The image is encrypted, keeps its data elsewhere, or needs unknown features.</exception>
    public static Qcow2Header Parse(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.Length < Version2Size)
        {
            throw new InvalidImageException(file, bytes.Length, "ends within its header");
        }

        uint version = BinaryPrimitives.ReadUInt32BigEndian(bytes[VersionOffset..]);
        if (version is not (2 or 3))
        {
            throw new UnsupportedImageException(file, VersionOffset, $"QCOW version {version} is not read; convert it with qemu-img to version 3");
        }

        if (version == 3 && bytes.Length < HeaderLengthOffset + sizeof(uint))
        {
            throw new InvalidImageException(file, bytes.Length, "ends within its header");
        }

        RefuseEncryption(bytes, file);
        ulong features = version == 3 ? ReadFeatures(bytes, file) : 0;
        return ParseSizes(bytes, file, (features & ExtendedL2) != 0) with
        {
            UsesZstd = (features & CompressionType) != 0 && UsesZstdAt(bytes, file),
        };
    }

    private static Qcow2Header ParseSizes(ReadOnlySpan<byte> bytes, string file, bool subclusters)
    {
        uint bits = BinaryPrimitives.ReadUInt32BigEndian(bytes[ClusterBitsOffset..]);
        if (bits is < 9 or > 21 || (subclusters && bits < MinSubclusteredBits))
        {
            throw new InvalidImageException(file, ClusterBitsOffset, $"clusters of 2^{bits} bytes are out of range");
        }

        var header = new Qcow2Header(
            (int)bits,
            BinaryPrimitives.ReadInt64BigEndian(bytes[SizeOffset..]),
            (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes[L1EntriesOffset..]), int.MaxValue),
            BinaryPrimitives.ReadInt64BigEndian(bytes[L1OffsetOffset..]),
            UsesZstd: false,
            BinaryPrimitives.ReadUInt32BigEndian(bytes[SnapshotsOffset..]) > 0)
        {
            HasSubclusters = subclusters,
            BackingNameOffset = BinaryPrimitives.ReadInt64BigEndian(bytes[BackingOffset..]),
            BackingNameLength = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes[BackingLengthOffset..]), int.MaxValue),
        };
        header.CheckSizes(file);
        return header;
    }

    private void CheckSizes(string file)
    {
        if (Size < 0 || L1Entries > MaxL1Bytes / sizeof(ulong) || L1Entries < (Size / TableSpan) + (Size % TableSpan == 0 ? 0 : 1))
        {
            throw new InvalidImageException(file, L1EntriesOffset, $"a first-level table of {L1Entries} entries does not fit a disk of {Size} bytes");
        }

        if (BackingNameOffset != 0 && BackingNameLength > MaxBackingName)
        {
            throw new InvalidImageException(file, BackingLengthOffset, $"the backing file's name has {BackingNameLength} bytes, more than {MaxBackingName}");
        }
    }

    private static ulong ReadFeatures(ReadOnlySpan<byte> bytes, string file)
    {
        ulong features = BinaryPrimitives.ReadUInt64BigEndian(bytes[IncompatibleOffset..]);
        if ((features & Corrupt) != 0)
        {
            throw new InvalidImageException(file, IncompatibleOffset, "is marked as corrupt; repair a copy with qemu-img check -r all");
        }

        if ((features & ~(Dirty | CompressionType | ExtendedL2)) != 0)
        {
            string what = (features & ExternalData) != 0 ? "keeps its data in another file" : $"needs unknown features (0x{features:x})";
            throw new UnsupportedImageException(file, IncompatibleOffset, $"{what}; convert it with qemu-img to a plain image first");
        }

        return features;
    }

    private static bool UsesZstdAt(ReadOnlySpan<byte> bytes, string file)
        => (bytes.Length <= CompressionOffset ? 0 : bytes[CompressionOffset]) switch
        {
            0 => false,
            1 => true,
            int other => throw new UnsupportedImageException(file, CompressionOffset, $"compression type {other} is not known"),
        };

    private static void RefuseEncryption(ReadOnlySpan<byte> bytes, string file)
    {
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[CryptOffset..]) != 0)
        {
            throw new UnsupportedImageException(file, CryptOffset, "is encrypted; decrypt it with qemu-img convert first");
        }
    }
}

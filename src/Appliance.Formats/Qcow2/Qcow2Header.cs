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
    /// <summary>Bytes that are read; a version 2 header ends at 72.</summary>
    public const int MaxSize = 112;

    /// <summary>"QFI" and 0xFB.</summary>
    public const uint Magic = 0x514649FB;

    internal const int VersionOffset = 4;
    internal const int BackingOffset = 8;
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

    /// <summary>Bytes of a cluster.</summary>
    public int ClusterSize => 1 << ClusterBits;

    /// <summary>Entries of a second-level table, which is one cluster.</summary>
    public int L2Entries => ClusterSize / sizeof(ulong);

    /// <summary>Reads the header.</summary>
    /// <param name="bytes">The first <see cref="MaxSize"/> bytes, or fewer where the file is shorter.</param>
    /// <param name="file">For messages.</param>
    /// <exception cref="InvalidImageException">A field makes no sense.</exception>
    /// <exception cref="UnsupportedImageException">The image is encrypted, or leans on other files or unknown features.</exception>
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

        bool zstd = version == 3 && CheckFeatures(bytes, file);
        RefuseOtherFiles(bytes, file);
        return ParseSizes(bytes, file, zstd);
    }

    private static Qcow2Header ParseSizes(ReadOnlySpan<byte> bytes, string file, bool zstd)
    {
        uint bits = BinaryPrimitives.ReadUInt32BigEndian(bytes[ClusterBitsOffset..]);
        if (bits is < 9 or > 21)
        {
            throw new InvalidImageException(file, ClusterBitsOffset, $"clusters of 2^{bits} bytes are out of range");
        }

        long size = BinaryPrimitives.ReadInt64BigEndian(bytes[SizeOffset..]);
        uint l1 = BinaryPrimitives.ReadUInt32BigEndian(bytes[L1EntriesOffset..]);
        long perL2 = 1L << ((int)bits + (int)bits - 3);
        if (size < 0 || l1 > MaxL1Bytes / sizeof(ulong) || l1 < (size / perL2) + (size % perL2 == 0 ? 0 : 1))
        {
            throw new InvalidImageException(file, L1EntriesOffset, $"a first-level table of {l1} entries does not fit a disk of {size} bytes");
        }

        return new Qcow2Header(
            (int)bits, size, (int)l1, BinaryPrimitives.ReadInt64BigEndian(bytes[L1OffsetOffset..]), zstd,
            BinaryPrimitives.ReadUInt32BigEndian(bytes[SnapshotsOffset..]) > 0);
    }

    private static bool CheckFeatures(ReadOnlySpan<byte> bytes, string file)
    {
        ulong features = BinaryPrimitives.ReadUInt64BigEndian(bytes[IncompatibleOffset..]);
        if ((features & Corrupt) != 0)
        {
            throw new InvalidImageException(file, IncompatibleOffset, "is marked as corrupt; repair a copy with qemu-img check -r all");
        }

        if ((features & ~(Dirty | CompressionType)) != 0)
        {
            string what = (features & ExternalData) != 0 ? "keeps its data in another file"
                : (features & ExtendedL2) != 0 ? "uses subclusters (extended L2 entries)"
                : $"needs unknown features (0x{features:x})";
            throw new UnsupportedImageException(file, IncompatibleOffset, $"{what}; convert it with qemu-img to a plain image first");
        }

        byte compression = (features & CompressionType) == 0 || bytes.Length <= CompressionOffset ? (byte)0 : bytes[CompressionOffset];
        return compression switch
        {
            0 => false,
            1 => true,
            _ => throw new UnsupportedImageException(file, CompressionOffset, $"compression type {compression} is not known"),
        };
    }

    private static void RefuseOtherFiles(ReadOnlySpan<byte> bytes, string file)
    {
        if (BinaryPrimitives.ReadUInt64BigEndian(bytes[BackingOffset..]) != 0)
        {
            // Following it would let a stranger's image read any file of this machine.
            throw new UnsupportedImageException(file, BackingOffset, "leans on a backing file, which is not followed; flatten it with qemu-img convert first");
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[CryptOffset..]) != 0)
        {
            throw new UnsupportedImageException(file, CryptOffset, "is encrypted; decrypt it with qemu-img convert first");
        }
    }
}

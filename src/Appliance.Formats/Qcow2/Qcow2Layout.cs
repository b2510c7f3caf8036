using System.Buffers.Binary;

namespace Appliance.Formats.Qcow2;

/// <summary>What all QCOW2 images that we write have in common: version 3, clusters of 64 KiB, none compressed or shared.</summary>
internal static class Qcow2Layout
{
    /// <summary>Cluster size as a power of two.</summary>
    public const int ClusterBits = 16;

    /// <summary>Bytes of a cluster.</summary>
    public const int ClusterSize = 1 << ClusterBits;

    /// <summary>Entries of a second-level table.</summary>
    public const int L2Entries = ClusterSize / sizeof(ulong);

    /// <summary>Bytes of disk that a second-level table maps.</summary>
    public const long L2Span = (long)L2Entries * ClusterSize;

    /// <summary>Bytes of a block that writers take at a time.</summary>
    public const int BlockSize = 32 * ClusterSize;

    /// <summary>In an entry of a table: the refcount of the cluster is exactly one.</summary>
    public const ulong Owned = 1UL << 63;

    private const int SectorSize = 512;
    private const int HeaderLength = 104;
    private const uint Version = 3;
    private const uint RefcountOrder = 4; // 16-bit counts

    /// <summary>Bytes of a disk, rounded up to whole sectors.</summary>
    public static long RoundSize(long length) => (length + SectorSize - 1) / SectorSize * SectorSize;

    /// <summary>Entries of the first-level table of a disk.</summary>
    public static long L1EntriesOf(long length) => (length + L2Span - 1) / L2Span;

    /// <summary>Clusters that so many bytes take.</summary>
    public static long Clusters(long bytes) => (bytes + ClusterSize - 1) / ClusterSize;

    /// <summary>The first cluster. Offsets are bytes of the image.</summary>
    /// <param name="length">Bytes of the disk.</param>
    /// <param name="l1Entries">Entries of the first-level table.</param>
    /// <param name="l1Offset">Where it stands.</param>
    /// <param name="refcountTableOffset">Where the refcount table stands.</param>
    /// <param name="refcountTableClusters">Clusters that it takes.</param>
    public static byte[] HeaderToBytes(long length, int l1Entries, long l1Offset, long refcountTableOffset, long refcountTableClusters)
    {
        var header = new byte[ClusterSize];
        void Put32(int offset, uint value) => BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(offset), value);
        void Put64(int offset, long value) => BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(offset), value);
        Put32(0, Qcow2Header.Magic);
        Put32(Qcow2Header.VersionOffset, Version);
        Put32(Qcow2Header.ClusterBitsOffset, ClusterBits);
        Put64(Qcow2Header.SizeOffset, length);
        Put32(Qcow2Header.L1EntriesOffset, (uint)l1Entries);
        Put64(Qcow2Header.L1OffsetOffset, l1Offset);
        Put64(Qcow2Header.RefcountTableOffset, refcountTableOffset);
        Put32(Qcow2Header.RefcountClustersOffset, (uint)refcountTableClusters);
        Put32(Qcow2Header.RefcountOrderOffset, RefcountOrder);
        Put32(Qcow2Header.HeaderLengthOffset, HeaderLength);
        return header;
    }

    /// <summary>A table as it is stored, filled up to whole clusters.</summary>
    public static byte[] ToBytes(ReadOnlySpan<ulong> entries)
    {
        var bytes = new byte[Clusters((long)entries.Length * sizeof(ulong)) * ClusterSize];
        for (int i = 0; i < entries.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(i * sizeof(ulong)), entries[i]);
        }

        return bytes;
    }
}

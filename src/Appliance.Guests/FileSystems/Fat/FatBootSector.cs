using System.Buffers.Binary;
using System.Numerics;
using Appliance.Formats;
using Appliance.Guests.Devices;

namespace Appliance.Guests.FileSystems.Fat;

/// <summary>The shape of a FAT file system, as its boot sector tells (Microsoft's FAT specification 1.03, section 3), checked against the device.</summary>
internal sealed record FatBootSector
{
    private const int Length = 512;

    private const int BytesPerSectorAt = 11;
    private const int SectorsPerClusterAt = 13;
    private const int ReservedSectorsAt = 14;
    private const int TablesAt = 16;
    private const int RootEntriesAt = 17;
    private const int TotalSectors16At = 19;
    private const int TableSectors16At = 22;
    private const int TotalSectors32At = 32;
    private const int TableSectors32At = 36;
    private const int FlagsAt = 40;
    private const int VersionAt = 42;
    private const int RootClusterAt = 44;
    private const int InformationSectorAt = 48;

    // Below this number of clusters entries have 12 bits.
    private const long LeastClustersOfFat16 = 4085;

    // Entries from here on have a meaning of their own (FAT32).
    private const long MostClusters = 0x0FFF_FFF5;

    /// <summary>Bits of an entry of the table.</summary>
    internal required FatType Type { get; init; }

    /// <summary>Bytes of a sector.</summary>
    internal required int SectorSize { get; init; }

    /// <summary>Bytes of a cluster.</summary>
    internal required int ClusterSize { get; init; }

    /// <summary>Clusters, the first of which has the number 2.</summary>
    internal required uint Clusters { get; init; }

    /// <summary>Where each table that is kept up to date starts (bytes); the first one is read.</summary>
    internal required IReadOnlyList<long> Tables { get; init; }

    /// <summary>Bytes of a table that are used.</summary>
    internal required long TableLength { get; init; }

    /// <summary>Where the root folder lies (bytes); 0 on FAT32, where it is a chain as any other.</summary>
    internal required long RootOffset { get; init; }

    /// <summary>Bytes of such a root folder.</summary>
    internal required int RootLength { get; init; }

    /// <summary>The first cluster of the root folder of FAT32; 0 otherwise.</summary>
    internal required uint RootCluster { get; init; }

    /// <summary>Where the count of free clusters stands (bytes); 0 where it does not.</summary>
    internal required long InformationOffset { get; init; }

    /// <summary>Where the first cluster lies (bytes).</summary>
    internal required long DataOffset { get; init; }

    /// <summary>Where a cluster lies (bytes).</summary>
    internal long OffsetOf(uint cluster) => DataOffset + ((long)(cluster - 2) * ClusterSize);

    /// <summary>Whether a number stands for a cluster.</summary>
    internal bool Has(uint cluster) => cluster >= 2 && cluster - 2 < Clusters;

    /// <summary>Reads and checks it.</summary>
    /// <exception cref="InvalidImageException">It is no FAT, or does not fit the device.</exception>
    /// <exception cref="UnsupportedImageException">It is a later version.</exception>
    internal static FatBootSector Read(BlockDevice device)
    {
        if (device.Length < Length)
        {
            throw new InvalidImageException(device.Name, "is too small for FAT");
        }

        var bytes = new byte[Length];
        device.Read(0, bytes);
        return Parse(bytes, device);
    }

    private static FatBootSector Parse(ReadOnlySpan<byte> bytes, BlockDevice device)
    {
        int sector = Read16(bytes, BytesPerSectorAt);
        Require(sector is >= 512 and <= 4096 && BitOperations.IsPow2(sector), device, BytesPerSectorAt, $"has sectors of {sector} bytes: it is no FAT");
        int clusterSectors = bytes[SectorsPerClusterAt];
        Require(BitOperations.IsPow2(clusterSectors), device, SectorsPerClusterAt, $"has clusters of {clusterSectors} sectors: it is no FAT");
        int reserved = Read16(bytes, ReservedSectorsAt);
        Require(reserved > 0, device, ReservedSectorsAt, "has no reserved sectors: it is no FAT");
        int tables = bytes[TablesAt];
        Require(tables is >= 1 and <= 4, device, TablesAt, $"has {tables} tables");
        long total = Read16(bytes, TotalSectors16At) is var few and > 0 ? few : Read32(bytes, TotalSectors32At);
        Require(total > 0 && total <= device.Length / sector, device, TotalSectors32At, $"has {total} sectors of {sector} bytes, and the device has {device.Length} bytes");

        bool is32 = Read16(bytes, TableSectors16At) == 0;
        long tableSectors = is32 ? Read32(bytes, TableSectors32At) : Read16(bytes, TableSectors16At);
        int rootLength = is32 ? 0 : Read16(bytes, RootEntriesAt) * FatSlot.Length;
        long data = reserved + (tables * tableSectors) + ((rootLength + sector - 1) / sector);
        Require(tableSectors > 0 && data < total && (is32 || rootLength > 0), device, TableSectors16At, $"has {total} sectors, and {data} before the first cluster");

        long clusters = Math.Min((total - data) / clusterSectors, MostClusters);
        FatType type = is32 ? FatType.Fat32 : clusters < LeastClustersOfFat16 ? FatType.Fat12 : FatType.Fat16;
        clusters = Math.Min(clusters, (tableSectors * sector * 8 / (int)type) - 2);
        Require(clusters > 0, device, TableSectors16At, "has no cluster");
        uint root = is32 ? Read32(bytes, RootClusterAt) & FatTable.Mask32 : 0;
        Require(!is32 || (root >= 2 && root - 2 < clusters), device, RootClusterAt, $"has its root folder at cluster {root} of {clusters}");
        if (is32 && Read16(bytes, VersionAt) != 0)
        {
            throw new UnsupportedImageException(device.Name, VersionAt, $"has version {Read16(bytes, VersionAt):X4} of FAT32, and only 0 is known");
        }

        int information = is32 ? Read16(bytes, InformationSectorAt) : 0;
        return new FatBootSector
        {
            Type = type,
            SectorSize = sector,
            ClusterSize = clusterSectors * sector,
            Clusters = (uint)clusters,
            Tables = TablesInUse(is32 ? Read16(bytes, FlagsAt) : 0, tables, (long)reserved * sector, tableSectors * sector),
            TableLength = (((clusters + 2) * (int)type) + 7) / 8,
            RootOffset = is32 ? 0 : (reserved + (tables * tableSectors)) * sector,
            RootLength = rootLength,
            RootCluster = root,
            InformationOffset = information > 0 && information < reserved ? (long)information * sector : 0,
            DataOffset = data * sector,
        };
    }

    /// <summary>All of them, unless FAT32 says that only one counts.</summary>
    private static long[] TablesInUse(int flags, int tables, long first, long length)
        => (flags & 0x80) != 0 && (flags & 0xF) < tables
            ? [first + ((flags & 0xF) * length)]
            : [.. Enumerable.Range(0, tables).Select(number => first + (number * length))];

    private static int Read16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static uint Read32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static void Require(bool condition, BlockDevice device, long offset, string problem)
    {
        if (!condition)
        {
            throw new InvalidImageException(device.Name, offset, problem);
        }
    }
}

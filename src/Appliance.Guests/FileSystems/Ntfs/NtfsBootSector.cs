using System.Buffers.Binary;
using System.Numerics;
using Appliance.Formats;
using Appliance.Guests.Devices;

namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>What the boot sector of an NTFS volume says of its shape, held against the device before anybody relies on it.</summary>
internal readonly record struct NtfsBootSector(int BytesPerSector, int ClusterSize, long Clusters)
{
    /// <summary>Bytes of it that are read here.</summary>
    internal const int Length = 512;

    private const int OemName = 3;
    private const int SectorSize = 11;
    private const int SectorsPerCluster = 13;
    private const int TotalSectors = 40;
    private const int MftCluster = 48;
    private const int MirrorCluster = 56;
    private const int RecordSize = 64;
    private const int IndexSize = 68;

    // Windows formats with up to 2 MiB since 2017; the library reads no larger.
    private const int LargestCluster = 2 << 20;

    // Windows makes records of 1 KiB, 4 KiB on sectors of that size; the library allocates what is written here.
    private const int LargestRecord = 64 << 10;

    /// <summary>Reads and checks it.</summary>
    /// <exception cref="InvalidImageException">It is no NTFS, or does not fit the device.</exception>
    internal static NtfsBootSector Read(BlockDevice device)
    {
        if (device.Length < Length)
        {
            throw new InvalidImageException(device.Name, "is too small for NTFS");
        }

        var bytes = new byte[Length];
        device.Read(0, bytes);
        return Parse(bytes, device);
    }

    private static NtfsBootSector Parse(ReadOnlySpan<byte> bytes, BlockDevice device)
    {
        if (!bytes[OemName..].StartsWith("NTFS    "u8))
        {
            throw new InvalidImageException(device.Name, OemName, "is no NTFS volume");
        }

        int sector = BinaryPrimitives.ReadUInt16LittleEndian(bytes[SectorSize..]);
        Require(sector is >= 256 and <= 4096 && BitOperations.IsPow2(sector), device, SectorSize, $"has sectors of {sector} bytes");
        long cluster = ClusterBytes(bytes[SectorsPerCluster], sector);
        Require(cluster is > 0 and <= LargestCluster && BitOperations.IsPow2(cluster), device, SectorsPerCluster, $"has clusters of {cluster} bytes");
        long sectors = BinaryPrimitives.ReadInt64LittleEndian(bytes[TotalSectors..]);
        Require(sectors > 0 && sectors <= device.Length / sector, device, TotalSectors, $"has {sectors} sectors of {sector} bytes, and the device has {device.Length} bytes");
        long clusters = sectors * sector / cluster;
        foreach (int place in (ReadOnlySpan<int>)[MftCluster, MirrorCluster])
        {
            long start = BinaryPrimitives.ReadInt64LittleEndian(bytes[place..]);
            Require(start >= 0 && start < clusters, device, place, $"has the MFT or its mirror at cluster {start} of {clusters}");
        }

        foreach (int place in (ReadOnlySpan<int>)[RecordSize, IndexSize])
        {
            long size = RecordBytes((sbyte)bytes[place], cluster);
            Require(size is >= 256 and <= LargestRecord && BitOperations.IsPow2(size), device, place, $"has records of {size} bytes");
        }

        return new NtfsBootSector(sector, (int)cluster, clusters);
    }

    /// <summary>More than 128 stands for a power of two: 0xF4 is 4,096 sectors.</summary>
    private static long ClusterBytes(byte sectors, int sectorSize)
        => sectors <= 128 ? sectors * sectorSize : sectors >= 0xE1 ? (long)sectorSize << (256 - sectors) : 0;

    /// <summary>Clusters where it is positive, a power of two of bytes where it is negative.</summary>
    private static long RecordBytes(sbyte size, long cluster) => size > 0 ? size * cluster : size > -31 ? 1L << -size : 0;

    private static void Require(bool condition, BlockDevice device, long offset, string problem)
    {
        if (!condition)
        {
            throw new InvalidImageException(device.Name, offset, problem);
        }
    }
}

using System.Buffers.Binary;
using System.Numerics;

namespace Appliance.Guests.Volumes.Probing;

/// <summary>The parameter block of a FAT boot sector, as far as it has to be right and leads to the root folder.</summary>
/// <param name="SectorSize">Bytes of a sector.</param>
/// <param name="ClusterSize">Bytes of a cluster.</param>
/// <param name="TableOffset">First byte of the first table.</param>
/// <param name="RootOffset">First byte of the root folder of FAT12 and FAT16, and of the clusters of FAT32.</param>
/// <param name="RootEntries">Entries of the root folder of FAT12 and FAT16; 0 for FAT32.</param>
/// <param name="RootCluster">First cluster of the root folder of FAT32; 0 for the others.</param>
internal sealed record FatGeometry(int SectorSize, int ClusterSize, long TableOffset, long RootOffset, int RootEntries, uint RootCluster)
{
    /// <summary>Bytes of the boot sector that are looked at.</summary>
    public const int BootSize = 512;

    /// <summary>Whether it is FAT32.</summary>
    public bool IsFat32 => RootCluster != 0;

    /// <summary>Reads the block; null where this is no boot sector of FAT, such as a master boot record.</summary>
    public static FatGeometry? Parse(ReadOnlySpan<byte> boot)
    {
        int sector = BinaryPrimitives.ReadUInt16LittleEndian(boot[11..]);
        int sectorsPerCluster = boot[13];
        int reserved = BinaryPrimitives.ReadUInt16LittleEndian(boot[14..]);
        int tables = boot[16];
        int entries = BinaryPrimitives.ReadUInt16LittleEndian(boot[17..]);
        uint shortTable = BinaryPrimitives.ReadUInt16LittleEndian(boot[22..]);
        uint table = shortTable != 0 ? shortTable : BinaryPrimitives.ReadUInt32LittleEndian(boot[36..]);
        bool isFat = boot[0] is 0xEB or 0xE9 && boot[510] == 0x55 && boot[511] == 0xAA
            && sector is 512 or 1024 or 2048 or 4096
            && BitOperations.IsPow2(sectorsPerCluster)
            && reserved > 0
            && tables is 1 or 2
            && boot[21] is 0xF0 or >= 0xF8
            && table > 0
            && (shortTable != 0) == (entries != 0)
            && !IsOther(boot);
        if (!isFat)
        {
            return null;
        }

        uint rootCluster = shortTable != 0 ? 0 : Math.Max(2, BinaryPrimitives.ReadUInt32LittleEndian(boot[44..]));
        long start = (long)reserved * sector;
        return new FatGeometry(sector, sectorsPerCluster * sector, start, start + ((long)tables * table * sector), entries, rootCluster);
    }

    // Boot sectors of the same ancestry.
    private static bool IsOther(ReadOnlySpan<byte> boot)
        => boot[3..].StartsWith("NTFS    "u8) || boot[3..].StartsWith("EXFAT   "u8) || boot[3..].StartsWith("-FVE-FS-"u8)
            || boot[54..].StartsWith("HPFS    "u8) || boot[54..].StartsWith("JFS     "u8);
}

using System.Buffers.Binary;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Volumes.Probing;

namespace Appliance.Guests.Volumes.Partitions;

/// <summary>Finds out how a disk is divided.</summary>
internal static class PartitionTable
{
    // The label that BSDs write into the second sector of a disk of their own.
    private const int BsdLabel = 512;
    private const uint BsdMagic = 0x82564557;

    /// <summary>Lists the partitions of a disk that lie on it.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="whole">What a look at the whole disk told.</param>
    /// <param name="remarks">Gets what is wrong, in sentences.</param>
    /// <returns>Empty for a disk without a table, such as one whose file system starts at its first sector.</returns>
    public static IReadOnlyList<Partition> Read(BlockDevice disk, FileSystemIdentity whole, ICollection<string> remarks)
    {
        Span<byte> sector = stackalloc byte[BootRecord.Size];
        if (IsBsd(disk))
        {
            remarks.Add($"{disk.Name}: is divided as BSDs do, which is not read");
        }

        if (!disk.TryRead(0, sector) || BootRecord.Parse(sector) is not { } record)
        {
            return [];
        }

        if (record.IsProtective)
        {
            return Within(disk, ReadGpt(disk, remarks), remarks);
        }

        // The boot sectors of these end as a boot record does, and have code where its entries would be.
        bool isBootSector = whole.Kind is FileSystemKind.Fat or FileSystemKind.Ntfs or FileSystemKind.BitLocker || sector[3..].StartsWith("EXFAT   "u8);
        return isBootSector ? [] : Within(disk, MbrTable.Read(disk, record, remarks), remarks);
    }

    private static bool IsBsd(BlockDevice disk)
    {
        Span<byte> magic = stackalloc byte[4];
        return disk.TryRead(BsdLabel, magic) && BinaryPrimitives.ReadUInt32LittleEndian(magic) == BsdMagic;
    }

    private static IReadOnlyList<Partition> ReadGpt(BlockDevice disk, ICollection<string> remarks)
    {
        if (GptTable.Read(disk, remarks) is { } partitions)
        {
            return partitions;
        }

        remarks.Add($"{disk.Name}: its partition table (GPT) is damaged, at the start and at the end: repair it first (sgdisk --verify, gdisk)");
        return [];
    }

    private static List<Partition> Within(BlockDevice disk, IReadOnlyList<Partition> partitions, ICollection<string> remarks)
    {
        var within = new List<Partition>();
        foreach (Partition partition in partitions)
        {
            if (partition.End <= disk.Length)
            {
                within.Add(partition);
                continue;
            }

            remarks.Add($"{disk.Name} partition {partition.Number}: ends at byte {partition.End}, and the disk at {disk.Length}: it is left out");
        }

        return within;
    }
}

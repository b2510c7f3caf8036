using System.Buffers.Binary;
using Appliance.Builder.Templates.Parts;

namespace Appliance.Builder.Images.Tables;

/// <summary>The first sector of a disk: the loader's first bytes, and a table of up to four partitions (dos, "MBR").</summary>
internal static class DosTable
{
    /// <summary>Bytes of the loader's code in front of the table.</summary>
    public const int CodeSize = 440;

    private const int SectorSize = 512;
    private const int FirstEntry = 446;
    private const int EntrySize = 16;
    private const byte Active = 0x80;
    private const byte Protective = 0xEE;

    // Who asks for cylinders, heads and sectors is told that the partition is beyond their reach.
    private static ReadOnlySpan<byte> Beyond => [0xFE, 0xFF, 0xFF];

    /// <summary>The sector, with nothing of a loader in it.</summary>
    public static byte[] ToBytes(DiskPlan plan)
    {
        byte[] sector = NewSector(BitConverter.ToUInt32(plan.Id.ToByteArray()));
        for (int number = 0; number < plan.Partitions.Count; number++)
        {
            PlannedPartition partition = plan.Partitions[number];
            Span<byte> entry = sector.AsSpan(FirstEntry + (number * EntrySize), EntrySize);
            entry[0] = plan.Root is { } root && partition.Contents.Contains(root) ? Active : (byte)0;
            Beyond.CopyTo(entry[1..]);
            WriteEntry(entry, TypeOf(partition.Choice.FileSystem), partition.Offset / SectorSize, partition.Length / SectorSize);
        }

        return sector;
    }

    /// <summary>The sector in front of a table with GUIDs: who does not know that takes the disk for full.</summary>
    /// <param name="size">Bytes of the disk.</param>
    public static byte[] Protect(long size)
    {
        byte[] sector = NewSector(0);
        Span<byte> entry = sector.AsSpan(FirstEntry, EntrySize);
        (entry[1], entry[2]) = (0, 2);
        WriteEntry(entry, Protective, 1, Math.Min((size / SectorSize) - 1, uint.MaxValue));
        return sector;
    }

    private static byte[] NewSector(uint signature)
    {
        var sector = new byte[SectorSize];
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(CodeSize), signature);
        (sector[^2], sector[^1]) = (0x55, 0xAA);
        return sector;
    }

    private static void WriteEntry(Span<byte> entry, byte type, long first, long length)
    {
        entry[4] = type;
        Beyond.CopyTo(entry[5..]);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], checked((uint)first));
        BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], checked((uint)length));
    }

    private static byte TypeOf(PartitionContent content) => content switch
    {
        PartitionContent.Swap => 0x82,
        PartitionContent.Lvm => 0x8E,
        PartitionContent.Esp => 0xEF,
        _ => 0x83,
    };
}

using System.Buffers.Binary;
using Appliance.Builder.Templates.Parts;

namespace Appliance.Builder.Images;

/// <summary>The first sector of a disk: the loader's first bytes, and a table of up to four partitions (dos, "MBR").</summary>
internal static class DosTable
{
    /// <summary>Bytes of the loader's code in front of the table.</summary>
    public const int CodeSize = 440;

    private const int SectorSize = 512;
    private const int FirstEntry = 446;
    private const int EntrySize = 16;
    private const byte Active = 0x80;
    private const byte Linux = 0x83;
    private const byte LinuxSwap = 0x82;

    // Who asks for cylinders, heads and sectors is told that the partition is beyond their reach.
    private static ReadOnlySpan<byte> Beyond => [0xFE, 0xFF, 0xFF];

    /// <summary>The sector, with nothing of a loader in it.</summary>
    public static byte[] ToBytes(DiskPlan plan)
    {
        var sector = new byte[SectorSize];
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(CodeSize), plan.Signature);
        for (int number = 0; number < plan.Partitions.Count; number++)
        {
            PlannedPartition partition = plan.Partitions[number];
            Span<byte> entry = sector.AsSpan(FirstEntry + (number * EntrySize), EntrySize);
            entry[0] = partition == plan.Root ? Active : (byte)0;
            Beyond.CopyTo(entry[1..]);
            entry[4] = partition.Choice.FileSystem == PartitionContent.Swap ? LinuxSwap : Linux;
            Beyond.CopyTo(entry[5..]);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], checked((uint)(partition.Offset / SectorSize)));
            BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], checked((uint)(partition.Length / SectorSize)));
        }

        (sector[^2], sector[^1]) = (0x55, 0xAA);
        return sector;
    }
}

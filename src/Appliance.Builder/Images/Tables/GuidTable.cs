using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Appliance.Builder.Templates.Parts;
using Appliance.Formats.IO;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Builder.Images.Tables;

/// <summary>A table of partitions with GUIDs (GPT; UEFI 2.10, 5.3), with its copy at the end of the disk, and a table of dos that protects them.</summary>
/// <param name="plan">The disk.</param>
internal sealed class GuidTable(DiskPlan plan)
{
    /// <summary>The first sector of the partition that the loader for a BIOS has, behind the table and in front of all others.</summary>
    public const int LoaderSector = 2 + TableSectors;

    private const int SectorSize = 512;
    private const int EntrySize = 128;
    private const int EntryCount = 128;
    private const int TableSectors = EntrySize * EntryCount / SectorSize;
    private const int HeaderSize = 92;

    private static readonly Guid Loader = new("21686148-6449-6e6f-744e-656564454649");

    private long LastSector => (plan.Size / SectorSize) - 1;

    /// <summary>Writes all of it, and nothing of a loader.</summary>
    public void Write(SafeFileHandle file)
    {
        byte[] entries = Entries();
        RandomAccess.Write(file, DosTable.Protect(plan.Size), 0);
        RandomAccess.Write(file, Header(1, LastSector, 2, entries), SectorSize);
        RandomAccess.Write(file, entries, 2 * SectorSize);
        RandomAccess.Write(file, entries, (LastSector - TableSectors) * SectorSize);
        RandomAccess.Write(file, Header(LastSector, 1, LastSector - TableSectors, entries), LastSector * SectorSize);
    }

    private byte[] Entries()
    {
        var entries = new byte[EntrySize * EntryCount];
        int number = 0;
        foreach (PlannedPartition partition in plan.Partitions)
        {
            Guid id = SeededGuid.Create($"{plan.Id}", "entry", $"{number}");
            WriteEntry(EntryOf(entries, number++), TypeOf(partition.Choice.FileSystem), id, partition.Offset / SectorSize, (partition.Offset + partition.Length) / SectorSize, NameOf(partition));
        }

        if (plan.Root is not null)
        {
            WriteEntry(EntryOf(entries, number), Loader, SeededGuid.Create($"{plan.Id}", "loader"), LoaderSector, plan.Partitions[0].Offset / SectorSize, "loader");
        }

        return entries;
    }

    private static Span<byte> EntryOf(byte[] entries, int number) => entries.AsSpan(number * EntrySize, EntrySize);

    private static void WriteEntry(Span<byte> entry, Guid type, Guid id, long first, long end, string name)
    {
        type.TryWriteBytes(entry);
        id.TryWriteBytes(entry[16..]);
        BinaryPrimitives.WriteInt64LittleEndian(entry[32..], first);
        BinaryPrimitives.WriteInt64LittleEndian(entry[40..], end - 1);
        const int MostLetters = 35;
        Encoding.Unicode.GetBytes(name.AsSpan(0, Math.Min(name.Length, MostLetters)), entry[56..]);
    }

    private byte[] Header(long place, long other, long table, byte[] entries)
    {
        var sector = new byte[SectorSize];
        "EFI PART"u8.CopyTo(sector);
        BinaryPrimitives.WriteInt32LittleEndian(sector.AsSpan(8), 0x10000);
        BinaryPrimitives.WriteInt32LittleEndian(sector.AsSpan(12), HeaderSize);
        BinaryPrimitives.WriteInt64LittleEndian(sector.AsSpan(24), place);
        BinaryPrimitives.WriteInt64LittleEndian(sector.AsSpan(32), other);
        BinaryPrimitives.WriteInt64LittleEndian(sector.AsSpan(40), LoaderSector);
        BinaryPrimitives.WriteInt64LittleEndian(sector.AsSpan(48), LastSector - TableSectors - 1);
        plan.Id.TryWriteBytes(sector.AsSpan(56));
        BinaryPrimitives.WriteInt64LittleEndian(sector.AsSpan(72), table);
        BinaryPrimitives.WriteInt32LittleEndian(sector.AsSpan(80), EntryCount);
        BinaryPrimitives.WriteInt32LittleEndian(sector.AsSpan(84), EntrySize);
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(88), Crc32.HashToUInt32(entries));
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(16), Crc32.HashToUInt32(sector.AsSpan(0, HeaderSize)));
        return sector;
    }

    private static string NameOf(PlannedPartition partition) => partition.Choice.Mount ?? partition.Group?.Name ?? "swap";

    private static Guid TypeOf(PartitionContent content) => content switch
    {
        PartitionContent.Esp => new Guid("c12a7328-f81f-11d2-ba4b-00a0c93ec93b"),
        PartitionContent.Swap => new Guid("0657fd6d-a4ab-43c4-84e5-0933c84b4f4f"),
        PartitionContent.Lvm => new Guid("e6d6d379-f507-44c2-a23c-238f2a3df928"),
        _ => new Guid("0fc63daf-8483-4772-8e79-3d69d8477de4"),
    };
}

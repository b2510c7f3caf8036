using System.Buffers.Binary;
using Appliance.Formats.Disks;

namespace Appliance.Formats.Tests.Vmdk;

/// <summary>Writes space-efficient deltas as ESXi lays them out, tables and grains in any order in their areas.</summary>
internal static class SeSparseImage
{
    public const int Sector = 512;
    public const int GrainSize = 4096;
    public const int TableSize = 64 * Sector;
    public const int TableEntries = TableSize / sizeof(ulong);
    public const int VolatileHeader = Sector;
    public const int DirectoryPlace = 4 * Sector;

    /// <summary>Where the area of the tables starts, for a disk of <see cref="TableEntries"/> grains at most.</summary>
    public const int Tables = DirectoryPlace + Sector;

    private const ulong Unmapped = 0x1000_0000_0000_0000;
    private const ulong Zeroed = 0x2000_0000_0000_0000;
    private const ulong Stored = 0x3000_0000_0000_0000;

    /// <summary>Writes a layer; with <paramref name="random"/> in an order of its choosing, else in a row.</summary>
    /// <param name="layer">The layer, with grains of <see cref="GrainSize"/>.</param>
    /// <param name="random">Chooses; null for the plainest layout.</param>
    /// <param name="firstGrain">Number of the first grain in its area: more than 4095 needs the upper part of an entry.</param>
    public static byte[] Write(GrainLayer layer, Random? random = null, int firstGrain = 0)
    {
        int tableCount = (layer.Grains.Length + TableEntries - 1) / TableEntries;
        int directorySize = Math.Max(1, ((tableCount * sizeof(ulong)) + Sector - 1) / Sector) * Sector;
        int tables = DirectoryPlace + directorySize;
        int grains = tables + (tableCount * TableSize);
        int[] order = [.. Enumerable.Range(0, layer.Grains.Length).Where(grain => layer.Grains[grain] == ExtentKind.Data)];
        int[] numbers = [.. Enumerable.Range(0, tableCount)];
        random?.Shuffle(order);
        random?.Shuffle(numbers);

        var file = new byte[grains + ((firstGrain + order.Length) * GrainSize)];
        PutHeader(file, layer.Content.Length, directorySize, tables, tableCount * TableSize, grains);
        for (int i = 0; i < tableCount; i++)
        {
            bool isEmpty = layer.Grains.Skip(i * TableEntries).Take(TableEntries).All(kind => kind == ExtentKind.Absent);
            Put(file, DirectoryPlace + (i * sizeof(ulong)), isEmpty ? 0 : 0x1000_0000_0000_0000 + (ulong)numbers[i]);
        }

        for (int grain = 0; grain < layer.Grains.Length; grain++)
        {
            ulong entry = layer.Grains[grain] == ExtentKind.Zero ? (grain % 2 == 0 ? Zeroed : Unmapped) : 0;
            Put(file, EntryOf(grain, tables, numbers), entry);
        }

        for (int i = 0; i < order.Length; i++)
        {
            ulong number = (ulong)(firstGrain + i);
            Put(file, EntryOf(order[i], tables, numbers), Stored | ((number & 0xFFF) << 48) | (number >> 12));
            layer.BytesOf(order[i]).CopyTo(file, grains + ((firstGrain + i) * GrainSize));
        }

        return file;
    }

    public static void Put(byte[] file, int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(offset), value);

    private static int EntryOf(int grain, int tables, int[] numbers)
        => tables + (numbers[grain / TableEntries] * TableSize) + (grain % TableEntries * sizeof(ulong));

    private static void PutHeader(byte[] file, int length, int directorySize, int tables, int tablesSize, int grains)
    {
        ulong[] fields =
        [
            0xCAFE_BABE, 0x2_0000_0001, (ulong)(length / Sector), GrainSize / Sector, TableSize / Sector, 0, 0, 0, 0, 0,
            VolatileHeader / Sector, 1, 2, 1, 3, 1, DirectoryPlace / Sector, (ulong)(directorySize / Sector),
            (ulong)(tables / Sector), (ulong)(tablesSize / Sector), 0, 0, 0, 0, (ulong)(grains / Sector), (ulong)((file.Length - grains) / Sector),
        ];
        for (int i = 0; i < fields.Length; i++)
        {
            Put(file, i * sizeof(ulong), fields[i]);
        }

        Put(file, VolatileHeader, 0xCAFE_CAFE);
    }
}

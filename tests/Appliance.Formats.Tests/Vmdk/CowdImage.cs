using System.Buffers.Binary;
using Appliance.Formats.Disks;

namespace Appliance.Formats.Tests.Vmdk;

/// <summary>Writes redo logs as ESX lays them out: tables and grains where there was room when they were first needed.</summary>
internal static class CowdImage
{
    public const int Sector = 512;
    public const int HeaderSize = 2048;
    public const int TableEntries = 4096;

    /// <summary>Writes a layer; with <paramref name="random"/> in an order, and with gaps, of its choosing, else in a row.</summary>
    public static byte[] Write(GrainLayer layer, Random? random = null)
    {
        int[] tables = [.. Enumerable.Range(0, layer.Grains.Length).Where(grain => layer.Grains[grain] == ExtentKind.Data).Select(grain => grain / TableEntries).Distinct()];
        int[] grains = [.. Enumerable.Range(0, layer.Grains.Length).Where(grain => layer.Grains[grain] == ExtentKind.Data)];
        random?.Shuffle(grains);
        int directoryEntries = (layer.Grains.Length + TableEntries - 1) / TableEntries;
        int place = RoundUp(HeaderSize + (directoryEntries * sizeof(uint)));
        var file = new byte[place + (tables.Length * TableEntries * sizeof(uint)) + (grains.Length * (layer.GrainSize + (3 * Sector)))];
        var tablePlaces = new Dictionary<int, int>();
        foreach (int grain in grains)
        {
            int table = grain / TableEntries;
            if (!tablePlaces.TryGetValue(table, out int tablePlace))
            {
                tablePlaces[table] = tablePlace = place;
                Put(file, HeaderSize + (table * sizeof(uint)), tablePlace / Sector);
                place += TableEntries * sizeof(uint);
            }

            place += random is null ? 0 : random.Next(4) * Sector;
            Put(file, tablePlace + (grain % TableEntries * sizeof(uint)), place / Sector);
            layer.BytesOf(grain).CopyTo(file, place);
            place += layer.GrainSize;
        }

        PutHeader(file, layer, directoryEntries, place / Sector);
        return file[..place];
    }

    public static void Put(byte[] file, int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(offset), value);

    private static void PutHeader(byte[] file, GrainLayer layer, int directoryEntries, int nextFree)
    {
        "COWD"u8.CopyTo(file);
        int[] fields = [1, 3, layer.Content.Length / Sector, layer.GrainSize / Sector, HeaderSize / Sector, directoryEntries, nextFree];
        for (int i = 0; i < fields.Length; i++)
        {
            Put(file, (i + 1) * sizeof(int), fields[i]);
        }
    }

    private static int RoundUp(int bytes) => (bytes + Sector - 1) / Sector * Sector;
}

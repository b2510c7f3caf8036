using System.Buffers.Binary;
using Appliance.Formats.Disks;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Vmdk;

/// <summary>Disks of many terabytes with little in them: opened and walked, they cost what they hold.</summary>
public sealed class VmdkScaleTests
{
    private const long TiB = 1L << 40;
    private const long Length = 16 * TiB;
    private const int Sector = 512;

    // A COWD counts sectors in 32 bits.
    private const long CowdLength = uint.MaxValue * (long)Sector;
    private const long MostMemory = 64 << 20;
    private const int MostReads = 40;

    [Fact]
    public Task Walk_SparseOf16TiB_ReadsOnlyWhatIsAllocated() => WalkAsync("SPARSE", MakeHosted, Length, grainSize: 128 * Sector, directorySize: 4 * (Length / (32 << 20)));

    [Fact]
    public Task Walk_LargestCowd_ReadsOnlyWhatIsAllocated() => WalkAsync("VMFSSPARSE", MakeCowd, CowdLength, Sector, directorySize: 4 * (2 * TiB / (2 << 20)));

    [Fact]
    public Task Walk_SeSparseOf16TiB_ReadsOnlyWhatIsAllocated() => WalkAsync("SESPARSE", MakeSeSparse, Length, SeSparseImage.GrainSize, directorySize: 8 * (Length / (16 << 20)));

    [NeedsToolFact("qemu-img")]
    public async Task Walk_SparseOf16TiBByQemu_TakesSeconds()
    {
        // Here all tables are there, a gigabyte of zeros.
        using var folder = new DatastoreFolder();
        Tool.Run("qemu-img", "create", "-q", "-f", "vmdk", folder["vm.vmdk"], "16T");

        await using Disk disk = await folder.OpenAsync("vm.vmdk");

        Assert.Equal(Length, disk.Length);
        Assert.Equal(0, await disk.CountDataAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token));
    }

    private static async Task WalkAsync(string type, Func<string, long[]> make, long length, int grainSize, long directorySize)
    {
        using var temporary = new TemporaryFolder();
        long[] grains = make(temporary["x"]);
        var file = new WatchedDisk(FileDisk.Open(temporary["x"]));
        MemoryFolder folder = new MemoryFolder().With("x", () => file).WithDescriptor("vm.vmdk", length, type, "x");

        // Files are read on the caller's thread; other tests allocate on theirs.
        long before = GC.GetAllocatedBytesForCurrentThread();

        await using Disk disk = await folder.OpenImageAsync("vm.vmdk");
        var found = new List<long>();
        for (long offset = 0; offset < disk.Length;)
        {
            Extent extent = await disk.FindExtentAsync(offset, CancellationToken.None);
            if (extent.HasData)
            {
                Assert.Equal(grainSize, extent.Length);
                found.Add(offset);
            }

            offset = extent.End;
        }

        Assert.Equal(grains, found);
        Assert.InRange(file.Reads, 1, MostReads);
        Assert.InRange(file.Bytes, directorySize, directorySize + (1 << 20));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostMemory);
    }

    /// <summary>A header, a directory of 2 MiB, and three tables with one grain each.</summary>
    private static long[] MakeHosted(string path)
    {
        const int directory = 2 * Sector;
        const long coverage = 32 << 20;
        long[] tables = [0, 300_000, (Length / coverage) - 1];
        using FileStream file = File.Create(path);
        var header = new byte[Sector];
        "KDMV"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), 1);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(12), Length / Sector);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(20), 128);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(44), 512);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(56), directory / Sector);
        file.Write(header);
        for (int i = 0; i < tables.Length; i++)
        {
            // Far behind the directory, and apart: a table, and behind it the grain.
            long place = (i + 2) * 4096L * Sector;
            Put(file, directory + (tables[i] * sizeof(uint)), (uint)(place / Sector));
            Put(file, place + (7 * sizeof(uint)), (uint)(place / Sector) + 128);
        }

        file.SetLength(64 << 20);
        return [.. tables.Select(table => (table * coverage) + (7 * 128 * Sector))];
    }

    private static long[] MakeCowd(string path)
    {
        const long coverage = CowdImage.TableEntries * Sector;
        const uint firstTable = 16384;
        long[] used = [0, 500_000, CowdLength / coverage];
        using FileStream file = File.Create(path);
        file.Write("COWD"u8);
        uint[] fields = [1, 3, uint.MaxValue, 1, CowdImage.HeaderSize / Sector, 1 << 20, 0];
        for (int i = 0; i < fields.Length; i++)
        {
            Put(file, (i + 1) * sizeof(uint), fields[i]);
        }

        for (uint i = 0; i < used.Length; i++)
        {
            uint table = firstTable + (i * 100);
            Put(file, CowdImage.HeaderSize + (used[i] * sizeof(uint)), table);
            Put(file, (table * (long)Sector) + (7 * sizeof(uint)), table + 64);
        }

        file.SetLength(16 << 20);
        return [.. used.Select(table => (table * coverage) + (7 * Sector))];
    }

    private static long[] MakeSeSparse(string path)
    {
        const long directory = 1 << 20;
        const long tables = 64 << 20;
        const long coverage = 16 << 20;
        long[] used = [0, 700_000, (Length / coverage) - 1];
        using FileStream file = File.Create(path);
        byte[] head = SeSparseImage.Write(GrainLayer.Make(Sector, SeSparseImage.GrainSize, new AlwaysAbsent(), hasZeros: false))[..(2 * Sector)];
        SeSparseImage.Put(head, 16, Length / Sector);
        SeSparseImage.Put(head, 128, directory / Sector);
        SeSparseImage.Put(head, 136, 8 * (Length / coverage) / Sector);
        SeSparseImage.Put(head, 144, tables / Sector);
        SeSparseImage.Put(head, 192, 2 * tables / Sector);
        file.Write(head);
        for (int i = 0; i < used.Length; i++)
        {
            Put(file, directory + (used[i] * sizeof(ulong)), 0x1000_0000_0000_0000 + (ulong)(i * 100));
            Put(file, tables + (i * 100 * SeSparseImage.TableSize) + (7 * sizeof(ulong)), 0x3000_0000_0000_0000 + ((ulong)i << 48));
        }

        file.SetLength((2 * tables) + (1 << 20));
        return [.. used.Select(table => (table * coverage) + (7 * SeSparseImage.GrainSize))];
    }

    private static void Put(FileStream file, long offset, uint value)
    {
        file.Position = offset;
        file.Write(BitConverter.GetBytes(value));
    }

    private static void Put(FileStream file, long offset, ulong value)
    {
        file.Position = offset;
        file.Write(BitConverter.GetBytes(value));
    }
}

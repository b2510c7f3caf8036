using Appliance.Formats.Disks;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Vmdk;

/// <summary>Redo logs and space-efficient deltas of random layout, against a model in memory and against qemu-img.</summary>
public sealed class EsxDeltaTests
{
    private const int Sector = 512;

    public static TheoryData<int, int, int> Layouts()
    {
        // Sectors of disk: one, less than a grain, odd, just a COWD table and one more, several tables.
        int[] sizes = [1, 7, 2055, 4096, 4097, 9001];
        var data = new TheoryData<int, int, int>();
        for (int seed = 1; seed <= 12; seed++)
        {
            data.Add(seed, sizes[seed % sizes.Length], 1 << (seed % 4));
        }

        return data;
    }

    [NeedsToolTheory("qemu-img")]
    [MemberData(nameof(Layouts))]
    public async Task OpenAsync_CowdOfRandomLayout_GivesWhatTheModelAndQemuHave(int seed, int sectors, int grainSectors)
    {
        var random = new Random(seed);
        using var folder = new DatastoreFolder();
        byte[] expected = TestDisk.Mixed(sectors * Sector, seed);
        folder.WriteFlat("vm", expected);
        GrainLayer layer = GrainLayer.Make(expected.Length, grainSectors * Sector, random, hasZeros: false);
        folder.WriteCowd("vm-000001", layer, "vm", seed % 3 == 0 ? null : random);
        layer.ApplyTo(expected);

        await AssertAsync(expected, folder, "vm-000001.vmdk");
    }

    [NeedsToolTheory("qemu-img")]
    [MemberData(nameof(Layouts))]
    public async Task OpenAsync_SeSparseOfRandomLayout_GivesWhatTheModelAndQemuHave(int seed, int sectors, int scale)
    {
        var random = new Random(seed);
        using var folder = new DatastoreFolder();
        byte[] expected = TestDisk.Mixed(sectors * scale * Sector, seed);
        folder.WriteFlat("vm", expected);
        GrainLayer layer = GrainLayer.Make(expected.Length, SeSparseImage.GrainSize, random, hasZeros: true);
        folder.WriteSeSparse("vm-000001", layer, "vm", seed % 3 == 0 ? null : random);
        layer.ApplyTo(expected);

        await AssertAsync(expected, folder, "vm-000001.vmdk");
    }

    [NeedsToolFact("qemu-img")]
    public async Task OpenAsync_SeSparseGrainsBeyondTheFirst4096_UsesBothPartsOfTheirNumbers()
    {
        using var folder = new DatastoreFolder();
        var expected = new byte[2055 * Sector];
        GrainLayer layer = GrainLayer.Make(expected.Length, SeSparseImage.GrainSize, new Random(5), hasZeros: false);
        folder.WriteSeSparse("vm", layer, parent: null, new Random(6), firstGrain: 4090);
        layer.ApplyTo(expected);

        await AssertAsync(expected, folder, "vm.vmdk");
    }

    [Fact]
    public async Task FindExtentAsync_SeSparse_TellsZerosFromHoles()
    {
        using var folder = new DatastoreFolder();
        GrainLayer layer = GrainLayer.Make(3 << 20, SeSparseImage.GrainSize, new Random(7), hasZeros: true);
        folder.WriteSeSparse("vm", layer, parent: null);

        await using Disk disk = await folder.OpenAsync("vm.vmdk");

        for (long offset = 0; offset < disk.Length;)
        {
            Extent extent = await disk.FindExtentAsync(offset, CancellationToken.None);
            int first = (int)(offset / SeSparseImage.GrainSize);
            Assert.All(layer.Grains[first..(int)(extent.End / SeSparseImage.GrainSize)], kind => Assert.Equal(kind, extent.Kind));
            offset = extent.End;
        }
    }

    [Theory]
    [InlineData("VMFSSPARSE", CowdImage.Sector)]
    [InlineData("SESPARSE", SeSparseImage.GrainSize)]
    public async Task ReadAsync_ConsecutiveGrains_AreOneRead(string type, int grainSize)
    {
        GrainLayer layer = GrainLayer.Make(2 << 20, grainSize, new Random(8), hasZeros: false);
        Array.Fill(layer.Grains, ExtentKind.Data);
        var file = new WatchedDisk(new TestDisk(type == "SESPARSE" ? SeSparseImage.Write(layer) : CowdImage.Write(layer)));
        MemoryFolder folder = new MemoryFolder().With("x", () => file).WithDescriptor("vm.vmdk", layer.Content.Length, type, "x");
        await using Disk disk = await folder.OpenImageAsync("vm.vmdk");
        await disk.ReadAsync(0, new byte[1], CancellationToken.None);

        int before = file.Reads;
        var content = new byte[layer.Content.Length];
        await disk.ReadAsync(0, content, CancellationToken.None);

        Assert.Equal(1, file.Reads - before);
        DiskAssert.Same(layer.Content, content);
    }

    private static async Task AssertAsync(byte[] expected, DatastoreFolder folder, string name)
    {
        await using (Disk disk = await folder.OpenAsync(name))
        {
            await DiskAssert.HoldsAsync(expected, disk);
        }

        Tool.Run("qemu-img", "convert", "-f", "vmdk", "-O", "raw", folder[name], folder["out.raw"]);
        byte[] converted = await File.ReadAllBytesAsync(folder["out.raw"]);
        DiskAssert.Same(expected, converted);
    }
}

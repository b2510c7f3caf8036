using Appliance.Formats.Disks;
using Appliance.Testing;
using Xunit;
using static Appliance.Formats.Tests.Vmdk.SeSparseImage;

namespace Appliance.Formats.Tests.Vmdk;

public sealed class SeSparseBrokenTests
{
    // Two tables, which the plain layout numbers 0 and 1.
    private const int Length = (TableEntries + 10) * GrainSize;
    private const int Grains = Tables + (2 * TableSize);

    private static byte[] Sound { get; } = MakeSound();

    public static TheoryData<string, string> Broken => new()
    {
        { "version 1", "version 0x1 is not known" },
        { "grain size 16", "grain size in sectors 0x10 is not known" },
        { "grain size 0", "grain size in sectors 0x0 is not known" },
        { "table size 0", "grain table size in sectors 0x0 is not known" },
        { "flags", "at byte 40: a reserved field" },
        { "reserved field", "at byte 72: a reserved field" },
        { "padding", "at byte 504: a reserved field" },
        { "capacity below the descriptor's", "holds 4096 bytes, where the descriptor says" },
        { "capacity without end", "is beyond any disk" },
        { "capacity of a PiB", "the grain directory has 64 entries" }, // it is the directory that cannot hold it
        { "capacity and directory of a PiB", "is above the limit" }, // checked before anything is allocated
        { "volatile header nowhere", "volatile header of 512 bytes lies beyond the end" },
        { "volatile header over the header", "there is no volatile header" },
        { "volatile header of a later kind", "a reserved field of the SESPARSE header is in use" },
        { "dirty journal", "its journal holds changes that only ESXi can replay" },
        { "directory over the header", "a grain directory of 2 entries cannot lie here" },
        { "directory beyond the end", "a grain directory of 2 entries cannot lie here" },
        { "directory entry of a later kind", "grain directory entry 1 is 0x1000000100000001, which is no table" },
        { "table beyond the end", "grain directory entry 0 leads to byte" },
        { "tables beyond any file", "grain directory entry 0 leads to byte" }, // the place would wrap round
        { "entry of kind 4", "is 0x4000000000000000, which is of no known kind" },
        { "entry of kind 0 with a number", "is 0x0000000000000007, which is of no known kind" },
        { "grain beyond the end", "beyond the end of the file" },
        { "largest grain number", "beyond the end of the file" }, // 60 bits, times 4096 more than 64
        { "cut in the header", "lies beyond the end of the file" },
        { "cut in the tables", "leads to byte" },
        { "cut in the last grain", "beyond the end of the file" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task ReadAsync_BrokenFile_IsRefusedWithNameAndReason(string what, string reason)
    {
        MemoryFolder folder = new MemoryFolder()
            .With("vm-sesparse.vmdk", Break(what, [.. Sound]))
            .WithDescriptor("vm.vmdk", Length, "SESPARSE", "vm-sesparse.vmdk");

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(async () =>
        {
            await using Disk disk = await folder.OpenImageAsync("vm.vmdk");
            await DiskAssert.ReadAllAsync(disk);
        });

        Assert.StartsWith("vm-sesparse.vmdk: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_BytesFlippedAtRandom_OnlyImageExceptionsComeOut()
    {
                var random = new Random(31);
        int refused = 0;
        for (int round = 0; round < 400; round++)
        {
            byte[] file = [.. Sound];
            file[random.Next(2) == 0 ? random.Next(Tables) : Tables + random.Next(2 * TableSize)] = (byte)random.Next(256);
            MemoryFolder folder = new MemoryFolder().With("x", file).WithDescriptor("vm.vmdk", Length, "SESPARSE", "x");
            refused += await BrokenImage.IsRefusedAsync(folder) ? 1 : 0;
        }

        Assert.InRange(refused, 50, 399);
    }

    /// <summary>Little is stored, so that there is little to write and read.</summary>
    private static byte[] MakeSound()
    {
        GrainLayer layer = GrainLayer.Make(Length, GrainSize, new Random(1), hasZeros: true);
        Array.Fill(layer.Grains, ExtentKind.Absent, 100, TableEntries - 100);
        layer.Grains[0] = layer.Grains[^1] = ExtentKind.Data;
        return Write(layer);
    }

    private static byte[] Break(string what, byte[] file) => what switch
    {
        "version 1" => With(file, 8, 1),
        "grain size 16" => With(file, 24, 16),
        "grain size 0" => With(file, 24, 0),
        "table size 0" => With(file, 32, 0),
        "flags" => With(file, 40, 1),
        "reserved field" => With(file, 72, 1),
        "padding" => With(file, 504, 1),
        "capacity below the descriptor's" => With(file, 16, 8),
        "capacity without end" => With(file, 16, ulong.MaxValue),
        "capacity of a PiB" => With(file, 16, 1UL << 41),
        "capacity and directory of a PiB" => With(With(file, 16, 1UL << 41), 136, 1UL << 32),
        "volatile header nowhere" => With(file, 80, 1UL << 50),
        "volatile header over the header" => With(file, 80, 0),
        "volatile header of a later kind" => With(file, VolatileHeader + 40, 1),
        "dirty journal" => With(file, VolatileHeader + 24, 1),
        "directory over the header" => With(file, 128, 0),
        "directory beyond the end" => With(file, 128, (ulong)(file.Length / Sector)),
        "directory entry of a later kind" => With(file, DirectoryPlace + 8, 0x1000_0001_0000_0001),
        "table beyond the end" => With(file, DirectoryPlace, 0x1000_0000_FFFF_FFFF),
        "tables beyond any file" => With(file, 144, ulong.MaxValue >> 10),
        "entry of kind 4" => With(file, Tables, 0x4000_0000_0000_0000),
        "entry of kind 0 with a number" => With(file, Tables, 7),
        "grain beyond the end" => With(file, Tables, 0x3000_0000_0000_0000 + (ulong)(((file.Length - Grains) / GrainSize / 4096) + 1)),
        "largest grain number" => With(file, Tables, 0x3FFF_FFFF_FFFF_FFFF),
        "cut in the header" => file[..300],
        "cut in the tables" => file[..(Tables + TableSize)],
        "cut in the last grain" => file[..^1],
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    private static byte[] With(byte[] file, int offset, ulong value)
    {
        byte[] changed = [.. file];
        Put(changed, offset, value);
        return changed;
    }
}

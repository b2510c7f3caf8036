using Appliance.Formats.Disks;
using Appliance.Testing;
using Xunit;
using static Appliance.Formats.Tests.Vmdk.CowdImage;

namespace Appliance.Formats.Tests.Vmdk;

public sealed class CowdBrokenTests
{
    private const int Length = 5000 * Sector;
    private const int Directory = HeaderSize;

    // In a plain layout the first table stands behind the directory, and the first grain behind that.
    private const int FirstTable = HeaderSize + Sector;
    private const int FirstGrain = FirstTable + (TableEntries * sizeof(uint));

    private static byte[] Sound { get; } = MakeSound();

    public static TheoryData<string, string> Broken => new()
    {
        { "version 2", "COWD version 2 is not known" },
        { "capacity below the descriptor's", "holds 2559488 bytes, where the descriptor says 2560000" },
        { "grain size 0", "grain size of 0 sectors" },
        { "grain size 3", "grain size of 3 sectors" },
        { "grain size 2 TiB", "grain size of 2147483648 sectors" }, // power of two, but no buffer can hold one
        { "directory over the header", "grain directory of 2 entries cannot lie here" },
        { "directory beyond the end", "the file is cut off" },
        { "directory of one entry", "has 1 entries, where 2560000 bytes of disk need 2" },
        { "directory without end", "the file is cut off" }, // 2^32 - 1 entries: 16 GiB that are not there
        { "table over the header", "grain directory entry 0 leads to byte 512" },
        { "table beyond the end", "grain directory entry 1 leads to byte" },
        { "grain over the header", "into the header, descriptor or grain directory" },
        { "grain over the directory", "into the header, descriptor or grain directory" },
        { "grain beyond the end", "beyond the end of the file" },
        { "grain of the zero mark", "into the header, descriptor or grain directory" }, // 1 means zeros elsewhere, not in a COWD
        { "empty", "lies beyond the end of the file (0 bytes)" },
        { "cut in the header", "COWD header of 2048 bytes lies beyond the end" },
        { "cut in the directory", "the file is cut off" },
        { "cut in the first table", "grain directory entry 0 leads to byte 2560" },
        { "cut in the last grain", "beyond the end of the file" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task ReadAsync_BrokenFile_IsRefusedWithNameAndReason(string what, string reason)
    {
        MemoryFolder folder = new MemoryFolder()
            .With("vm-delta.vmdk", Break(what, [.. Sound]))
            .WithDescriptor("vm.vmdk", Length, "VMFSSPARSE", "vm-delta.vmdk");

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(async () =>
        {
            await using Disk disk = await folder.OpenImageAsync("vm.vmdk");
            await DiskAssert.ReadAllAsync(disk);
        });

        Assert.StartsWith("vm-delta.vmdk: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_BytesFlippedAtRandom_OnlyImageExceptionsComeOut()
    {
        var random = new Random(30);
        int refused = 0;
        for (int round = 0; round < 400; round++)
        {
            byte[] file = [.. Sound];
            file[random.Next(2) == 0 ? random.Next(32) : Directory + random.Next(FirstGrain - Directory)] = (byte)random.Next(256);
            MemoryFolder folder = new MemoryFolder().With("x", file).WithDescriptor("vm.vmdk", Length, "VMFSSPARSE", "x");
            refused += await BrokenImage.IsRefusedAsync(folder) ? 1 : 0;
        }

        Assert.InRange(refused, 40, 399);
    }

    [Fact]
    public async Task OpenAsync_NotClosedProperly_IsWarnedOf()
    {
        MemoryFolder folder = new MemoryFolder().With("x", With(Sound, 1648, 1)).WithDescriptor("vm.vmdk", Length, "VMFSSPARSE", "x");

        await using Disk disk = await folder.OpenImageAsync("vm.vmdk");

        Assert.Contains(folder.Warnings, warning => warning.Contains("was not closed properly", StringComparison.Ordinal));
    }

    private static byte[] MakeSound()
    {
        GrainLayer layer = GrainLayer.Make(Length, Sector, new Random(1), hasZeros: false);
        layer.Grains[0] = layer.Grains[^1] = ExtentKind.Data;
        return Write(layer);
    }

    private static byte[] Break(string what, byte[] file) => what switch
    {
        "version 2" => With(file, 4, 2),
        "capacity below the descriptor's" => With(file, 12, 4999),
        "grain size 0" => With(file, 16, 0),
        "grain size 3" => With(file, 16, 3),
        "grain size 2 TiB" => With(file, 16, int.MinValue),
        "directory over the header" => With(file, 20, 1),
        "directory beyond the end" => With(file, 20, int.MaxValue),
        "directory of one entry" => With(file, 24, 1),
        "directory without end" => With(file, 24, -1),
        "table over the header" => With(file, Directory, 1),
        "table beyond the end" => With(file, Directory + 4, (file.Length / Sector) - 1),
        "grain over the header" => With(file, FirstTable, 3),
        "grain over the directory" => With(file, FirstTable, Directory / Sector),
        "grain beyond the end" => With(file, FirstTable, file.Length / Sector),
        "grain of the zero mark" => With(file, FirstTable, 1),
        "empty" => [],
        "cut in the header" => file[..1024],
        "cut in the directory" => file[..(Directory + 4)],
        "cut in the first table" => file[..(FirstGrain - 1)],
        "cut in the last grain" => file[..^1],
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    private static byte[] With(byte[] file, int offset, int value)
    {
        byte[] changed = [.. file];
        Put(changed, offset, value);
        return changed;
    }
}

using System.Buffers.Binary;
using Appliance.Formats.Disks;
using Appliance.Formats.Qcow2;
using Appliance.Testing;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Appliance.Formats.Tests.Qcow2;

/// <summary>Images of 64 KiB clusters whose header or tables are wrong; offsets are the specification's, written out a second time.</summary>
public sealed class Qcow2BrokenTests
{
    private const int Cluster = 64 << 10;
    private const int L1 = Cluster;
    private const int L2 = 2 * Cluster;

    public static TheoryData<string, int, byte[], string> Broken => new()
    {
        // Nobody made a version 4 yet.
        { "version", 4, Big(4u), "QCOW version 4" },
        // Smaller than a sector, and larger than qemu takes.
        { "cluster bits", 20, Big(8u), "clusters of 2^8" },
        { "cluster bits", 20, Big(22u), "clusters of 2^22" },
        // A shift by this would be one by none.
        { "cluster bits", 20, Big(64u), "clusters of 2^64" },
        { "negative size", 24, Big(ulong.MaxValue), "does not fit a disk" },
        // One table covers 512 MiB.
        { "size beyond the table", 24, Big((512ul << 20) + 512), "first-level table of 1 entries does not fit" },
        { "first-level table of 16 GiB", 36, Big(0x8000_0000u), "first-level table" },
        { "first-level table nowhere", 40, Big(1ul << 40), "first-level table of 8 bytes lies beyond the end" },
        { "first-level table at a negative place", 40, Big(ulong.MaxValue), "first-level table of 8 bytes lies beyond the end" },
        { "encrypted", 32, Big(2u), "is encrypted" },
        { "marked corrupt", 72, Big(2ul), "marked as corrupt" },
        { "data in another file", 72, Big(4ul), "keeps its data in another file" },
        { "unknown feature", 72, Big(1ul << 40), "unknown features (0x10000000000)" },
        { "compression that is not known", 72, Big(8ul), "compression type 7" },
        { "backing name of 2 GiB", 8, [.. Big(512ul), .. Big(1u << 31)], "backing file's name has 2147483647 bytes" },
        { "backing name behind the end", 8, [.. Big(1ul << 50), .. Big(9u)], "backing file's name of 9 bytes lies beyond the end" },
    };

    public static TheoryData<string, int, byte[], string> BrokenTables => new()
    {
        { "second-level table nowhere", L1, Big(1ul << 50), "second-level table of 65536 bytes lies beyond the end" },
        { "cluster nowhere", L2, Big(1ul << 50), "data cluster of" },
        // A guest must not read the image's own tables, nor write them.
        { "cluster over the header", L2, Big(512ul), "lies over the header" },
        { "cluster across two", L2, Big((3ul * Cluster) + 512), "across two clusters" },
        { "compressed nowhere", L2, Big((1ul << 62) | (1ul << 50)), "compressed cluster" },
        // Points to incompressible data.
        { "compressed garbage", L2, Big((1ul << 62) | (3ul * Cluster) | (100ul << 54)), "compressed cluster is damaged" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task OpenAsync_BrokenHeader_IsRefusedWithNameAndReason(string what, int offset, byte[] value, string reason)
    {
        byte[] file = await MakeAsync(offset, value);
        file[104] = 7;

        ImageException e = await Assert.ThrowsAnyAsync<ImageException>(async () => await OpenAsync(file));

        Assert.StartsWith("web.qcow2: ", e.Message, StringComparison.Ordinal);
        Assert.True(e.Message.Contains(reason, StringComparison.Ordinal), $"{what}: {e.Message}");
    }

    [Theory]
    [MemberData(nameof(BrokenTables))]
    public async Task ReadAsync_BrokenTable_IsRefusedWithNameAndReason(string what, int offset, byte[] value, string reason)
    {
        await using Disk disk = await OpenAsync(await MakeAsync(offset, value));

        InvalidImageException e = await Assert.ThrowsAsync<InvalidImageException>(() => DiskAssert.ReadAllAsync(disk));

        Assert.StartsWith("web.qcow2: at byte ", e.Message, StringComparison.Ordinal);
        Assert.True(e.Message.Contains(reason, StringComparison.Ordinal), $"{what}: {e.Message}");
    }

    [Fact]
    public async Task OpenAsync_NotClosedCleanly_IsRead()
    {
        // Only refcounts may be stale then, which reading needs none of.
        await using Disk disk = await OpenAsync(await MakeAsync(72, Big(1ul)));
        await DiskAssert.HoldsAsync(TestDisk.RandomBytes(200_192), disk);
    }

    [Fact]
    public async Task OpenAsync_CutWithinItsStructures_IsRefused()
    {
        byte[] file = await MakeAsync(0, []);
        foreach (int length in new[] { 0, 4, 71, 72, 103, 112, Cluster, Cluster + 7, L2, L2 + 8, (3 * Cluster) + 100 })
        {
            await Assert.ThrowsAsync<InvalidImageException>(async () =>
            {
                await using Disk disk = await OpenAsync(file[..length]);
                await DiskAssert.ReadAllAsync(disk);
            });
        }
    }

    private static ValueTask<Disk> OpenAsync(byte[] file)
        => Qcow2Image.OpenAsync(new TestDisk(file, "web.qcow2", allData: true), ReadOptions.Default, CancellationToken.None);

    private static async Task<byte[]> MakeAsync(int offset, byte[] value)
    {
        using var folder = new TemporaryFolder();
        using (SafeFileHandle handle = File.OpenHandle(folder["disk"], FileMode.CreateNew, FileAccess.ReadWrite))
        {
            await using var writer = new Qcow2Writer(handle, 200_192);
            await DiskCopier.CopyAsync(new TestDisk(TestDisk.RandomBytes(200_192)), writer, workers: 1, progress: null, CancellationToken.None);
        }

        byte[] file = await File.ReadAllBytesAsync(folder["disk"]);
        value.CopyTo(file, offset);
        return file;
    }

    private static byte[] Big(uint value)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Big(ulong value)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }
}

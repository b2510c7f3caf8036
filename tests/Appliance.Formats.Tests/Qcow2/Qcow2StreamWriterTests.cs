using System.Buffers.Binary;
using Appliance.Formats.Disks;
using Appliance.Formats.Qcow2;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Qcow2;

/// <summary>QCOW2 images that are written from their first byte to their last.</summary>
public sealed class Qcow2StreamWriterTests
{
    private const int Cluster = 65536;
    private const long TableSpan = 8192L * Cluster;

    [NeedsToolTheory("qemu-img")]
    [InlineData(0)]
    [InlineData(512)]
    [InlineData(Cluster)]
    [InlineData((40 * Cluster) + 1536)]
    public async Task Write_AnySize_OtherToolsAgree(int size)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(size, seed: size);
        folder.Write("disk.raw", content);
        folder.Write("disk.qcow2", await StreamAsync(new TestDisk(content), new TestDisk(content)));
        Tool.Run("qemu-img", "compare", "-f", "qcow2", "-F", "raw", folder["disk.qcow2"], folder["disk.raw"]);
        Tool.Run("qemu-img", "check", folder["disk.qcow2"]);
    }

    [NeedsToolFact("qemu-img")]
    public async Task Write_ClustersThatTurnOutZero_AreStoredAndOtherToolsAgree()
    {
        using var folder = new TemporaryFolder();
        byte[] content = new byte[100 * Cluster];
        TestDisk.RandomBytes(3000).CopyTo(content, (70 * Cluster) + 100);
        var all = new TestDisk(content, allData: true);
        byte[] image = await StreamAsync(all, all);
        folder.Write("disk.raw", content);
        folder.Write("disk.qcow2", image);
        Tool.Run("qemu-img", "compare", "-f", "qcow2", "-F", "raw", folder["disk.qcow2"], folder["disk.raw"]);
        Tool.Run("qemu-img", "check", folder["disk.qcow2"]);
        Assert.InRange(image.Length, content.Length, content.Length + (8 * Cluster));
    }

    [NeedsToolFact("qemu-img")]
    public async Task Write_TwoTables_StandInFrontOfAllContent()
    {
        using var folder = new TemporaryFolder();
        var disk = new ScatteredDisk(3 * TableSpan, 2 * TableSpan);
        byte[] image = await StreamAsync(disk, disk);
        folder.Write("disk.qcow2", image);
        Tool.Run("qemu-img", "check", folder["disk.qcow2"]);
        int l1 = (int)BinaryPrimitives.ReadInt64BigEndian(image.AsSpan(40));
        int[] tables = [EntryOf(image, l1), EntryOf(image, l1 + 16)];
        Assert.Equal((l1 + Cluster, l1 + (2 * Cluster)), (tables[0], tables[1]));
        Assert.All(tables, table => Assert.True(EntryOf(image, table) >= l1 + (3 * Cluster)));
    }

    [Fact]
    public async Task Write_DataWhereNoneWasPlanned_SaysThatTheSourceChanged()
    {
        byte[] content = TestDisk.RandomBytes(4 * Cluster);
        byte[] before = [.. content];
        before.AsSpan(2 * Cluster).Clear();
        IOException e = await Assert.ThrowsAsync<IOException>(() => StreamAsync(new TestDisk(before), new TestDisk(content)));
        Assert.Contains($"byte {2 * Cluster}", e.Message, StringComparison.Ordinal);
    }

    private static int EntryOf(byte[] image, int offset) => (int)(BinaryPrimitives.ReadInt64BigEndian(image.AsSpan(offset)) & 0x00FFFFFFFFFFFE00);

    private static async Task<byte[]> StreamAsync(Disk planned, Disk copied)
    {
        using var target = new MemoryStream();
        await using (Qcow2StreamWriter writer = await Qcow2StreamWriter.CreateAsync(target, planned, default))
        {
            await DiskCopier.CopyAsync(copied, writer, workers: 2, progress: null, default);
        }

        return target.ToArray();
    }
}

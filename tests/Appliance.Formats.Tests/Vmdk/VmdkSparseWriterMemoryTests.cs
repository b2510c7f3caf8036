using Appliance.Formats.Tests.Disks;
using Appliance.Formats.Tests.Vhd;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Vmdk;

[Collection(AloneCollection.Name)]
public sealed class VmdkSparseWriterMemoryTests
{
    private const int MiB = 1 << 20;

    [NeedsToolTheory("qemu-io", "du")]
    [InlineData(5L << 30)]
    [InlineData(16L << 40)]
    public async Task Write_SparseDisk_TakesTheSpaceOfItsDataAndDirectories(long size)
    {
        using var folder = new TemporaryFolder();
        long before = GC.GetTotalAllocatedBytes(precise: true);

        await VmdkSamples.WriteSparseAsync(folder["disk.vmdk"], new LastBlockDisk(size));

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 8 * MiB);
        Assert.Equal(size, VmdkSamples.QemuSize(folder["disk.vmdk"]));
        Tool.Run("qemu-io", "-r", "-f", "vmdk", "-c", $"read -P {LastBlockDisk.Filler} {size - 512} 512", folder["disk.vmdk"]);
        string taken = Tool.Run("du", "--block-size=1", folder["disk.vmdk"]).Split('\t')[0];
        Assert.InRange(long.Parse(taken), 65_536, (size >> 22) + 200_000); // two directories of 4 bytes for 32 MiB
    }
}

using Appliance.Formats.Disks;
using Appliance.Formats.Images;
using Appliance.Formats.Machines;
using Appliance.Formats.Tests.Vmdk;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Images;

public sealed class VmdkTargetTests
{
    [NeedsToolTheory("qemu-img")]
    [InlineData("streamOptimized VMDK")]
    [InlineData("monolithicSparse VMDK")]
    public async Task Write_DiskOnIde_HasTheGeometryOfIde(string format)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(3_000_320);
        MemorySource source = MemorySource.Of(new TestDisk(content));
        Machine machine = source.Group.Machines[0];
        var group = source.Group with { Machines = [machine with { Disks = [machine.Disks[0] with { Bus = DiskBus.Ide }] }] };
        await using var target = new DiskImageTarget(folder["disk.vmdk"], Named(format), WriteOptions.Default);

        await target.WriteAsync(new MemorySource(group, new Dictionary<string, Disk> { ["disk0"] = new TestDisk(content) }), progress: null, CancellationToken.None);
        await target.CommitAsync(CancellationToken.None);

        VmdkSamples.AgreeWithQemu(folder["disk.vmdk"], folder.Write("truth.raw", content));
        string head = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(folder["disk.vmdk"]).AsSpan(0, 4096));
        Assert.Contains("\"disk.vmdk\"", head, StringComparison.Ordinal);
        Assert.Contains("ddb.adapterType = \"ide\"", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("streamOptimized VMDK")]
    [InlineData("monolithicSparse VMDK")]
    public async Task Write_Cancelled_LeavesNothingBehind(string format)
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        await using (var target = new DiskImageTarget(folder["disk.vmdk"], Named(format), WriteOptions.Default))
        {
            MemorySource source = MemorySource.Of(new TestDisk(TestDisk.RandomBytes(8 << 20)));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => target.WriteAsync(source, (_, _) => stop.Cancel(), stop.Token));
            Assert.NotEmpty(Directory.GetFiles(folder.Path));
        }

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("streamOptimized VMDK")]
    [InlineData("monolithicSparse VMDK")]
    public async Task Check_SizesAroundTheLimits_AreToldApart(string format)
    {
        MemorySource source = MemorySource.Of(new ZeroDisk("zero", 0));
        await using var target = new DiskImageTarget("disk.vmdk", Named(format), WriteOptions.Default);
        void Check(long size) => target.Check(source.Group, new Dictionary<string, long> { ["disk0"] = size });

        Check(1);
        Check(62L << 40);
        Assert.Throws<UnsupportedImageException>(() => Check(0));
        Assert.Throws<UnsupportedImageException>(() => Check((62L << 40) + 1));
    }

    private static DiskImageFormat Named(string name)
        => new[] { DiskImageFormat.Vmdk, DiskImageFormat.VmdkSparse }.Single(format => format.Name == name);
}

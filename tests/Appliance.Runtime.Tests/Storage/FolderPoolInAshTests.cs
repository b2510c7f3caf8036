using Appliance.Formats.Disks;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Storage;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>The scripts of a folder, but for those that copy, in BusyBox's shell.</summary>
public sealed class FolderPoolInAshTests
{
    private static readonly byte[] Content = TestDisk.Mixed(3 << 20);

    [NeedsToolFact("busybox")]
    public async Task Disk_IsWrittenAndRead()
    {
        await using var bench = new PoolBench(shell: new AshShell());
        await using Disk disk = await bench.Pool.OpenAsync(await bench.WriteAsync(Content), default);
        await DiskAssert.HoldsAsync(Content, disk);
    }

    [NeedsToolFact("busybox")]
    public async Task Disk_IsGrownListedAndRemoved()
    {
        await using var bench = new PoolBench(shell: new AshShell());
        DiskRecord disk = await bench.Pool.GrowAsync(await bench.WriteAsync(Content), 5 << 20, default);
        DiskAssert.Same([.. Content, .. new byte[2 << 20]], File.ReadAllBytes(disk.Path));
        Assert.Equal([disk.Path], await bench.Pool.ListAsync(default));
        await bench.Pool.RemoveAsync(disk, default);
        Assert.Empty(await bench.Pool.ListAsync(default));
    }

    [NeedsToolFact("busybox")]
    public async Task PlaceThatIsTaken_IsRefused()
    {
        await using var bench = new PoolBench(shell: new AshShell());
        string stranger = PoolBench.PutStranger(bench.Disk(1 << 20));
        Assert.True(VolumeTaken.Is(await Assert.ThrowsAsync<HostException>(() => bench.Pool.CreateAsync(bench.Disk(1 << 20), default))));
        Assert.Equal("a stranger's", File.ReadAllText(stranger));
    }

    [NeedsToolFact("busybox")]
    public async Task FileThatEndsEarly_IsAnError()
    {
        await using var bench = new PoolBench(shell: new AshShell());
        DiskRecord record = await bench.WriteAsync(Content);
        await using Disk disk = await bench.Pool.OpenAsync(record, default);
        File.WriteAllBytes(record.Path, Content[..^512]);
        await Assert.ThrowsAsync<HostException>(() => DiskAssert.ReadAllAsync(disk));
    }
}

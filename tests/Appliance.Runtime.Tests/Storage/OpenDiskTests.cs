using Appliance.Formats.Disks;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Tests.Hardware;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>A disk is read whole or not at all.</summary>
public sealed class OpenDiskTests
{
    private const int MiB = 1 << 20;

    [Fact]
    public async Task Open_FileThatIsSmallerThanItsRecord_IsRefused()
    {
        await using var bench = new PoolBench();
        DiskRecord disk = await bench.WriteAsync(new byte[MiB]);
        HostException error = await Assert.ThrowsAsync<HostException>(() => bench.Pool.OpenAsync(disk with { Size = 2 * MiB }, default));
        Assert.Equal(
            $"xen1: {disk.Path} has 1048576 bytes, and its record says 2097152: its end is lost; put the whole disk back there, or revert the machine to a snapshot",
            error.Message);
    }

    [Fact]
    public async Task Open_VhdThatIsSmallerThanItsRecord_IsRefused()
    {
        await using var bench = new PoolBench(VolumeFormat.Vhd);
        DiskRecord disk = await bench.WriteAsync(new byte[MiB]);
        await Assert.ThrowsAsync<HostException>(() => bench.Pool.OpenAsync(disk with { Size = 2 * MiB }, default));
    }

    [Fact]
    public async Task Open_FileThatIsLarger_IsAsLongAsItsRecord()
    {
        await using var bench = new PoolBench();
        DiskRecord disk = await bench.WriteAsync(new byte[2 * MiB]);
        await using Disk opened = await bench.Pool.OpenAsync(disk with { Size = MiB }, default);
        Assert.Equal(MiB, opened.Length);
    }

    [Fact]
    public async Task Open_FileWithDataBehindItsRecordsEnd_IsRefused()
    {
        await using var bench = new PoolBench();
        byte[] content = new byte[(2 * MiB) + 512];
        content[2 * MiB] = 1;
        DiskRecord disk = await bench.WriteAsync(content);
        HostException error = await Assert.ThrowsAsync<HostException>(() => bench.Pool.OpenAsync(disk with { Size = MiB }, default));
        Assert.Contains("there is data behind that: grow xvda to 2097664 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_FileThatIsGone_TellsWhich()
    {
        await using var bench = new PoolBench();
        HostException error = await Assert.ThrowsAsync<HostException>(() => bench.Pool.OpenAsync(bench.Disk(MiB), default));
        Assert.Contains(bench.Disk(MiB).Path, error.Message, StringComparison.Ordinal);
    }

    [NeedsLoopFact]
    public async Task Open_Device_IsMeasured()
    {
        await using var bench = new PoolBench();
        await DemandDeviceAsync(bench, bench);
    }

    [NeedsLoopFact]
    public async Task Open_DeviceWithoutBlockdev_IsMeasuredByTheKernelsSectors()
    {
        using var tools = new TemporaryFolder();
        FakeTools.Write(tools, "blockdev", "exit 127");
        await using var bench = new PoolBench();
        await using var without = new PoolBench(shell: new PathShell(tools.Path));
        await DemandDeviceAsync(bench, without);
    }

    private static async Task DemandDeviceAsync(PoolBench bench, PoolBench reader)
    {
        byte[] content = TestDisk.RandomBytes(MiB);
        DiskRecord file = await bench.WriteAsync(content);
        using var device = new LoopDevice(file.Path);
        DiskRecord disk = reader.Disk(MiB, "xvdz");
        Directory.CreateDirectory(Path.GetDirectoryName(disk.Path)!);
        File.CreateSymbolicLink(disk.Path, device.Path);
        await using (Disk opened = await reader.Pool.OpenAsync(disk, default))
        {
            await DiskAssert.HoldsAsync(content, opened);
        }

        HostException error = await Assert.ThrowsAsync<HostException>(() => reader.Pool.OpenAsync(disk with { Size = 2 * MiB }, default));
        Assert.Contains("has 1048576 bytes", error.Message, StringComparison.Ordinal);
    }
}

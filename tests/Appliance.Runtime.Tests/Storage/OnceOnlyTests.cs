using Appliance.Formats;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Xl.Importing;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>Packages that come by only once.</summary>
public sealed class OnceOnlyTests
{
    private const int Size = 1 << 20;

    [Fact]
    public async Task Write_IntoVhds_IsRefusedBeforeAnythingIsMade()
    {
        await using var bench = new PoolBench(VolumeFormat.Vhd);
        await using XlTarget target = Target(bench);
        UnsupportedImageException error = await Assert.ThrowsAsync<UnsupportedImageException>(() => target.WriteAsync(new OnceSource(new byte[Size]), progress: null, default));
        Assert.Contains("pool ssd holds VHD files", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(bench["known"]));
        Assert.False(Directory.Exists(bench["pool"]));
    }

    [Fact]
    public async Task Write_IntoRawFiles_IsTheContent()
    {
        byte[] content = TestDisk.Mixed(Size);
        await using var bench = new PoolBench();
        await using XlTarget target = Target(bench);
        await target.WriteAsync(new OnceSource(content), progress: null, default);
        string file = Assert.Single(await bench.Pool.ListAsync(default));
        DiskAssert.Same(content, File.ReadAllBytes(file));
    }

    [Fact]
    public async Task Write_LastPlaceIsTaken_IsRefusedBeforeTheFirstIsCopied()
    {
        await using var bench = new PoolBench();
        string stranger = PoolBench.PutStranger(bench.Disk(Size, "hda"));
        await using (XlTarget target = Target(bench))
        {
            var source = new OnceSource(new byte[Size]);
            await Assert.ThrowsAsync<HostException>(() => target.WriteAsync(source, progress: null, default));
            Assert.False(source.WasOpened);
        }

        Assert.Equal("a stranger's", File.ReadAllText(stranger));
        Assert.False(Directory.Exists(bench.Host.FolderOf("web").Path));
    }

    private static XlTarget Target(PoolBench bench)
    {
        var found = new ImportContext
        {
            Host = new HostReport { Name = "xen1", Address = "xl://", Capabilities = ["hvm"], Memory = 4L << 30, FreeMemory = 2L << 30 },
            Pool = new PoolReport(bench.Pool.Pool, 100L << 30, 10L << 30),
            PlaceFor = bench.Pool.PlaceFor,
        };
        var target = new XlTarget(bench.Host, found, bench.Pool, new ImportOptions());
        target.Check(OnceSource.Machines, new Dictionary<string, long> { ["disk"] = Size });
        return target;
    }
}

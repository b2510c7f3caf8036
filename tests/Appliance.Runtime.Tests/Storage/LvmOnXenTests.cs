using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Storage;
using Appliance.Testing;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>The life of a disk in a real volume group and a real thin pool.</summary>
[Trait("Category", "Slow")]
[Collection("OnXen")]
public sealed class LvmOnXenTests(LvmBench bench) : IClassFixture<LvmBench>
{
    private const int MiB = 1 << 20;

    // No whole number of extents, which have 4 MiB.
    private static readonly byte[] Content = TestDisk.Mixed(5 * MiB);

    private static readonly string[] Pools = ["thick", "thin"];

    [NeedsXenHostFact]
    public async Task Write_Content_IsTheVolume()
    {
        foreach (string name in Pools)
        {
            await bench.HoldsAsync(await LvmBench.WriteAsync(bench.Pool(name), $"write-{name}", Content), Content);
        }
    }

    [NeedsXenHostFact]
    public async Task Write_VolumeThatIsThere_IsRefusedAndLeft()
    {
        foreach (string name in Pools)
        {
            DiskRecord disk = await LvmBench.WriteAsync(bench.Pool(name), $"taken-{name}", Content);
            Assert.True(VolumeTaken.Is(await Assert.ThrowsAsync<HostException>(() => bench.Pool(name).DemandAbsentAsync(disk, default))));
            Assert.True(VolumeTaken.Is(await Assert.ThrowsAsync<HostException>(() => bench.Pool(name).CreateAsync(disk, default))));
            await bench.HoldsAsync(disk, Content);
        }
    }

    [NeedsXenHostFact]
    public async Task Revert_ChangedAndGrownVolume_IsAsItWasKeptAndThenZeros()
    {
        foreach (string name in Pools)
        {
            IVolumePool pool = bench.Pool(name);
            DiskRecord disk = await LvmBench.WriteAsync(pool, $"revert-{name}", Content), kept = LvmBench.Disk(pool, $"revert-{name}", Content.Length, "xvda.part");
            await pool.CopyAsync(disk, kept, default);
            DiskRecord grown = await pool.GrowAsync(disk, 20 * MiB, default);
            await bench.RunAsync($"dd if=/dev/urandom of={disk.Path} bs=1M count=20 conv=fsync status=none");
            await pool.RevertAsync(grown, kept, default);
            await bench.HoldsAsync(disk, Content);
            await bench.HoldsAsync(kept, Content);
        }
    }

    [NeedsXenHostFact]
    public async Task Copy_RevertedVolumeThatIsLargerThanItsRecord_IsWhole()
    {
        IVolumePool pool = bench.Pool("thick");
        DiskRecord disk = await LvmBench.WriteAsync(pool, "larger", Content), copy = LvmBench.Disk(pool, "larger", Content.Length, "xvda.copy");
        await pool.GrowAsync(disk, 20 * MiB, default);
        await pool.CopyAsync(disk, copy, default);
        await bench.HoldsAsync(copy, Content);
    }

    [NeedsXenHostFact]
    public async Task Grow_IntoWhatOthersHaveLeft_HasZerosThere()
    {
        IVolumePool pool = bench.Pool("thick");
        DiskRecord disk = await LvmBench.WriteAsync(pool, "grow", Content), stale = LvmBench.Disk(pool, "stale", 16 * MiB);
        await bench.RunAsync(
            $"lvcreate -q -y -Wn -Zn -n {Path.GetFileName(stale.Path)} -L 16m appliance\n"
            + $"dd if=/dev/urandom of={stale.Path} bs=1M count=16 conv=fsync status=none && lvremove -q -y {stale.Path}");
        await pool.GrowAsync(disk, 20 * MiB, default);
        await bench.HoldsAsync(disk, Content);
        Assert.Equal("20971520", (await bench.RunAsync($"blockdev --getsize64 {disk.Path}")).Trim());
    }

    [NeedsXenHostFact]
    public async Task Grow_AfterOneThatWasCutOff_GoesOn()
    {
        IVolumePool pool = bench.Pool("thick");
        DiskRecord disk = await LvmBench.WriteAsync(pool, "again", Content);
        await bench.RunAsync($"lvcreate -q -y -Wn -Zn -n {Path.GetFileName(disk.Path)}._part -L 4m appliance");
        await pool.GrowAsync(disk, 20 * MiB, default);
        await bench.HoldsAsync(disk, Content);
        Assert.DoesNotContain(await pool.ListAsync(default), path => path.EndsWith("._part", StringComparison.Ordinal));
    }

    [NeedsXenHostFact]
    public async Task Grow_VolumeThatIsLarger_IsNeverCut()
    {
        foreach (string name in Pools)
        {
            DiskRecord disk = await LvmBench.WriteAsync(bench.Pool(name), $"cut-{name}", Content);
            await bench.Pool(name).GrowAsync(disk with { Size = MiB }, 2 * MiB, default);
            await bench.HoldsAsync(disk, Content);
        }
    }

    [NeedsXenHostFact]
    public async Task Grow_MoreThanThereIs_TellsWhyAndLeavesTheDisk()
    {
        IVolumePool pool = bench.Pool("thick");
        DiskRecord disk = await LvmBench.WriteAsync(pool, "room", Content);
        HostException error = await Assert.ThrowsAsync<HostException>(() => pool.GrowAsync(disk, 1L << 40, default));
        Assert.Contains("insufficient free space", error.Message, StringComparison.Ordinal);
        await bench.HoldsAsync(disk, Content);
    }

    [NeedsXenHostFact]
    public async Task Remove_Volume_IsGoneAndMayBeGone()
    {
        foreach (string name in Pools)
        {
            IVolumePool pool = bench.Pool(name);
            DiskRecord disk = await LvmBench.WriteAsync(pool, $"remove-{name}", Content);
            await pool.RemoveAsync(disk, default);
            Assert.DoesNotContain(disk.Path, await pool.ListAsync(default));
            await pool.RemoveAsync(disk, default);
        }
    }

    [NeedsXenHostFact]
    public async Task Remove_VolumeInUse_IsAnError()
    {
        DiskRecord disk = await LvmBench.WriteAsync(bench.Pool("thick"), "used", Content);
        await bench.RunAsync($"exec 9< {disk.Path}; sleep 60 > /dev/null 2>&1 & echo $! > /tmp/used.pid");
        HostException error = await Assert.ThrowsAsync<HostException>(() => bench.Pool("thick").RemoveAsync(disk, default));
        await bench.RunAsync("kill $(cat /tmp/used.pid)");
        Assert.Contains("in use", error.Message, StringComparison.Ordinal);
    }
}

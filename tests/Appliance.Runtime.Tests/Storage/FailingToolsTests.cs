using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Storage;
using Xunit;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>That LVM or ZFS cannot tell is not taken for an answer.</summary>
public sealed class FailingToolsTests
{
    private const string Locked = "echo '  Cannot process volume group vg: locked' >&2; exit 5";

    [Theory]
    [InlineData(StorageKind.Lvm)]
    [InlineData(StorageKind.LvmThin)]
    public async Task Remove_LvmCannotTell_IsAnError(StorageKind kind)
    {
        await using var tools = new FakeTools();
        tools.Set("lvs", Locked);
        IVolumePool pool = tools.Pool(kind, "vg/thin"[..(kind == StorageKind.Lvm ? 2 : 7)]);
        HostException error = await Assert.ThrowsAsync<HostException>(() => pool.RemoveAsync(FakeTools.Disk(pool), default));
        Assert.Equal("xen1: cannot remove /dev/vg/appliance.web.xvda: Cannot process volume group vg: locked", error.Message);
        Assert.Empty(tools.Calls);
    }

    [Fact]
    public async Task Remove_VolumeThatIsNotThere_IsNoError()
    {
        await using var tools = new FakeTools();
        tools.Set("lvs", "exit 0");
        IVolumePool pool = tools.Pool(StorageKind.Lvm, "vg");
        await pool.RemoveAsync(FakeTools.Disk(pool), default);
        Assert.Empty(tools.Calls);
    }

    [Fact]
    public async Task DemandAbsent_LvmCannotTell_IsAnError()
    {
        await using var tools = new FakeTools();
        tools.Set("lvs", Locked);
        IVolumePool pool = tools.Pool(StorageKind.Lvm, "vg");
        HostException error = await Assert.ThrowsAsync<HostException>(() => pool.DemandAbsentAsync(FakeTools.Disk(pool), default));
        Assert.False(VolumeTaken.Is(error));
    }

    [Fact]
    public async Task List_LvmCannotTell_IsAnError()
    {
        await using var tools = new FakeTools();
        tools.Set("lvs", Locked);
        await Assert.ThrowsAsync<HostException>(() => tools.Pool(StorageKind.Lvm, "vg").ListAsync(default));
    }

    [Theory]
    [InlineData(StorageKind.Lvm, "vg")]
    [InlineData(StorageKind.LvmThin, "vg/thin")]
    public async Task Copy_VolumeThatIsThere_IsRefused(StorageKind kind, string location)
    {
        await using var tools = new FakeTools();
        tools.Set("lvs", "echo '  appliance.web.xvdb'");
        tools.Set("blockdev", "echo 1048576");
        IVolumePool pool = tools.Pool(kind, location);
        HostException error = await Assert.ThrowsAsync<HostException>(() => pool.CopyAsync(FakeTools.Disk(pool), FakeTools.Disk(pool, "xvdb"), default));
        Assert.StartsWith("xen1: /dev/vg/appliance.web.xvdb is there already, ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("lvcreate", tools.Calls, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_SomebodyWasQuicker_IsRefused()
    {
        await using var tools = new FakeTools();
        tools.Set("lvs", "exit 0");
        tools.Set("lvcreate", "echo '  Logical Volume \"appliance.web.xvdb\" already exists in volume group \"vg\"' >&2; exit 5");
        IVolumePool pool = tools.Pool(StorageKind.LvmThin, "vg/thin");
        Assert.True(VolumeTaken.Is(await Assert.ThrowsAsync<HostException>(() => pool.CopyAsync(FakeTools.Disk(pool), FakeTools.Disk(pool, "xvdb"), default))));
    }

    [Fact]
    public async Task Copy_ThinPoolRefuses_TellsWhy()
    {
        await using var tools = new FakeTools();
        tools.Set("lvs", "exit 0");
        tools.Set("lvcreate", "echo '  Free space in pool vg/thin is above threshold, new volumes are not allowed.' >&2; exit 5");
        IVolumePool pool = tools.Pool(StorageKind.LvmThin, "vg/thin");
        HostException error = await Assert.ThrowsAsync<HostException>(() => pool.CopyAsync(FakeTools.Disk(pool), FakeTools.Disk(pool, "xvdb"), default));
        Assert.Equal("xen1: cannot copy /dev/vg/appliance.web.xvda: Free space in pool vg/thin is above threshold, new volumes are not allowed.", error.Message);
    }

    [Fact]
    public async Task Remove_ZfsCannotTell_IsAnError()
    {
        await using var tools = new FakeTools();
        tools.Set("zfs", "echo 'Permission denied the ZFS utilities must be run as root.' >&2; exit 1");
        IVolumePool pool = tools.Pool(StorageKind.Zfs, "tank/vm");
        HostException error = await Assert.ThrowsAsync<HostException>(() => pool.RemoveAsync(FakeTools.Disk(pool), default));
        Assert.Equal("xen1: cannot remove /dev/zvol/tank/vm/appliance.web.xvda: Permission denied the ZFS utilities must be run as root.", error.Message);
        await Assert.ThrowsAsync<HostException>(() => pool.ListAsync(default));
        await Assert.ThrowsAsync<HostException>(() => pool.DemandAbsentAsync(FakeTools.Disk(pool), default));
        Assert.DoesNotContain("destroy", tools.Calls, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_ZfsVolume_DestroysThisOneOnly()
    {
        await using var tools = new FakeTools();
        tools.Set("zfs", "[ \"$1\" != list ] || printf 'tank/vm/appliance.web.xvda\\ntank/vm/appliance.web.xvda.before\\n'");
        IVolumePool pool = tools.Pool(StorageKind.Zfs, "tank/vm");
        DiskRecord disk = FakeTools.Disk(pool);
        await pool.RemoveAsync(disk, default);
        Assert.Equal(["zfs destroy -r tank/vm/appliance.web.xvda"], tools.Calls.Split('\n').Where(call => call.Contains("destroy", StringComparison.Ordinal)));
        Assert.True(VolumeTaken.Is(await Assert.ThrowsAsync<HostException>(() => pool.DemandAbsentAsync(disk, default))));
    }

    [Fact]
    public async Task Grow_ZfsVolumeThatIsLarger_IsNeverCut()
    {
        await using var tools = new FakeTools();
        tools.Set("zfs", "[ \"$1\" != get ] || echo 8388608");
        IVolumePool pool = tools.Pool(StorageKind.Zfs, "tank/vm");
        await pool.GrowAsync(FakeTools.Disk(pool), 4 << 20, default);
        Assert.DoesNotContain("zfs set", tools.Calls, StringComparison.Ordinal);
    }
}

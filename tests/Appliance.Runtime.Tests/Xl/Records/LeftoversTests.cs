using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Records;
using Xunit;

namespace Appliance.Runtime.Tests.Xl.Records;

public sealed class LeftoversTests : IDisposable
{
    private readonly HostFolder _host = new();

    [Fact]
    public async Task AMachine_IsRemovedWithAllOfItsDisks()
    {
        MachineRecord web = await _host.AddAsync("web", "xvda");
        await Leftovers.RemoveMachineAsync(_host.Context, web, [], default);
        Assert.False(Directory.Exists(_host["web", ""]));
        await Leftovers.RemoveMachineAsync(_host.Context, web, [], default);
    }

    [Fact]
    public async Task ARemovalThatIsCutOff_IsAnUnfinishedMachineWhoseListHasAllDisks()
    {
        MachineRecord web = await _host.AddAsync("web", "xvda");
        DiskRecord kept = _host.DiskOf("web", "xvda.before"), foreign = _host.DiskOf("web", "xvdb") with { Path = "/nowhere/xvdb.raw" };
        web = web with { Disks = [foreign, .. web.Disks], Snapshots = [new SnapshotRecord { Name = "before", Disks = [kept] }] };

        // The pool refuses the first disk, and all is cut off there.
        await Assert.ThrowsAsync<HostException>(() => Leftovers.RemoveMachineAsync(_host.Context, web, [], default));

        Assert.True(await _host.Context.Records.FindAsync("web", default) is { Record: null, IsMarked: true, Problem: null });
        Assert.True(File.Exists(_host["web", "xvda.raw"]));
        Assert.Equal([web.Disks[1].Path, foreign.Path, kept.Path], (await ListAsync()).Select(disk => disk.Path));
    }

    [Fact]
    public async Task DisksThatAreKept_AreNotRemoved_ThoughTheyAreListed()
    {
        MachineRecord web = await _host.AddAsync("web", "xvda");
        DiskRecord kept = _host.FarDiskOf("web", "xvdb"), gone = _host.FarDiskOf("web", "xvdc");
        await _host.BeginAsync("web", kept);
        await _host.BeginAsync("web", gone);

        await Leftovers.RemoveMachineAsync(_host.Context, web with { Disks = [.. web.Disks, kept] }, [kept], default);

        Assert.False(Directory.Exists(_host["web", ""]));
        Assert.True(File.Exists(kept.Path));
        Assert.False(File.Exists(gone.Path));
    }

    [Fact]
    public async Task ADiskThatIsTakenOffTheList_IsOnItNoMore()
    {
        MachineRecord web = await _host.AddAsync("web", "xvda", "xvdb");

        await VolumeList.DropAsync(_host.Shell, _host.Context.FolderOf("web"), [web.Disks[0], _host.DiskOf("web", "xvdc")], default);

        Assert.Equal([web.Disks[1]], await ListAsync());
    }

    [Fact]
    public async Task APoolThatIsNotKnown_IsToldBeforeAnythingIsGone()
    {
        MachineRecord web = await _host.AddAsync("web", "xvda");
        MachineRecord odd = web with { Disks = [.. web.Disks, _host.DiskOf("web", "xvdb") with { Pool = "unknown" }] };

        await Assert.ThrowsAsync<HostException>(() => Leftovers.RemoveMachineAsync(_host.Context, odd, [], default));

        Assert.NotNull((await _host.Context.Records.FindAsync("web", default))!.Record);
        Assert.True(File.Exists(_host["web", "xvda.raw"]));
    }

    [Fact]
    public async Task ADiskThatNothingSpeaksOf_StaysAndIsNamed()
    {
        MachineRecord web = await _host.AddAsync("web", "xvda");
        await File.WriteAllTextAsync(_host["web", "old.vhd"], "somebody's");
        HostException refused = await Assert.ThrowsAsync<HostException>(() => Leftovers.RemoveMachineAsync(_host.Context, web, [], default));
        Assert.Contains($"{_host["web", "old.vhd"]} is a disk that nothing speaks of", refused.Message, StringComparison.Ordinal);
        Assert.Equal("somebody's", await File.ReadAllTextAsync(_host["web", "old.vhd"]));
        Assert.True(await _host.Context.Records.FindAsync("web", default) is { Record: null, IsMarked: true });
    }

    [Theory]
    [InlineData("/srv/vm/web/xvda.raw", true)]
    [InlineData("/dev/vg0/appliance.web.xvda", true)]
    [InlineData("/srv/vm/web2/xvda.raw", false)]
    [InlineData("/dev/vg0/appliance.web2.xvda", false)]
    public void ADisk_IsAMachinesByItsPath(string path, bool isOfWeb) => Assert.Equal(isOfWeb, Leftovers.IsOf(path, "web"));

    public void Dispose() => _host.Dispose();

    private Task<IReadOnlyList<DiskRecord>> ListAsync() => VolumeList.ReadAsync(_host.Shell, _host.Context.FolderOf("web"), default);
}

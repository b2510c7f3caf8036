using Appliance.Runtime.Machines;
using Appliance.Runtime.Tests.Xl;
using Appliance.Runtime.Xl.Records;
using Xunit;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>An import that is refused, or cut off, leaves nothing of its own, and everything of others.</summary>
public sealed class ReservationTests
{
    private const int Size = 1 << 20;

    [Fact]
    public async Task Make_DiskWhosePlaceIsTaken_LeavesOnlyTheStranger()
    {
        await using var bench = new PoolBench();
        DiskRecord first = bench.Disk(Size), second = bench.Disk(Size, "xvdb");
        string stranger = PoolBench.PutStranger(second);
        await using (Reservation reservation = await Reservation.MakeAsync(bench.Host, "web", "import", default))
        {
            await reservation.MakeAsync(first, pool => pool.CreateAsync(first, default), default);
            await Assert.ThrowsAsync<HostException>(() => reservation.MakeAsync(second, pool => pool.CreateAsync(second, default), default));
        }

        Assert.Equal([stranger], await bench.Pool.ListAsync(default));
        Assert.Equal("a stranger's", File.ReadAllText(stranger));
        Assert.False(Directory.Exists(bench.Host.FolderOf("web").Path));
    }

    [Fact]
    public async Task Commit_Disk_Stays()
    {
        await using var bench = new PoolBench();
        DiskRecord disk = bench.Disk(Size);
        await using (Reservation reservation = await Reservation.MakeAsync(bench.Host, "web", "import", default))
        {
            await reservation.MakeAsync(disk, pool => pool.CreateAsync(disk, default), default);
            await reservation.CommitAsync(new MachineRecord { Name = "web", Uuid = Guid.NewGuid(), Disks = [disk] }, default);
        }

        Assert.Equal([disk.Path], await bench.Pool.ListAsync(default));
    }

    [Fact]
    public async Task Revoke_MachineThatWasCommitted_GoesAway()
    {
        await using var bench = new PoolBench();
        DiskRecord disk = bench.Disk(Size);
        await using (Reservation reservation = await Reservation.MakeAsync(bench.Host, "web", "move", default))
        {
            await reservation.MakeAsync(disk, pool => pool.CreateAsync(disk, default), default);
            await reservation.CommitAsync(new MachineRecord { Name = "web", Uuid = Guid.NewGuid(), Disks = [disk] }, default);
            reservation.Revoke();
        }

        Assert.Empty(await bench.Pool.ListAsync(default));
        Assert.False(Directory.Exists(bench.Host.FolderOf("web").Path));
    }

    [Fact]
    public async Task Dispose_NameThatSomebodyTookSinceTheConnectionBroke_IsLeft()
    {
        await using var bench = new PoolBench();
        DiskRecord disk = bench.Disk(Size);
        await using (Reservation broken = await Reservation.MakeAsync(bench.Host, "web", "import", default))
        {
            await broken.MakeAsync(disk, pool => pool.CreateAsync(disk, default), default);
            HostFolder.BreakLock(bench.Host.FolderOf("web"));
            await Leftovers.RemoveAsync(bench.Host, bench.Host.FolderOf("web"), [disk], default);
            await using Reservation other = await Reservation.MakeAsync(bench.Host, "web", "import", default);
            await other.MakeAsync(disk, pool => pool.CreateAsync(disk, default), default);
            await other.CommitAsync(new MachineRecord { Name = "web", Uuid = Guid.NewGuid(), Disks = [disk] }, default);
        }

        Assert.Equal([disk.Path], await bench.Pool.ListAsync(default));
        Assert.NotNull((await bench.Host.Records.FindAsync("web", default))?.Record);
    }

    [Fact]
    public async Task Dispose_WhereTheConnectionBroke_LeavesNothing()
    {
        await using var bench = new PoolBench();
        DiskRecord disk = bench.Disk(Size);
        await using (Reservation broken = await Reservation.MakeAsync(bench.Host, "web", "import", default))
        {
            await broken.MakeAsync(disk, pool => pool.CreateAsync(disk, default), default);
            HostFolder.BreakLock(bench.Host.FolderOf("web"));
        }

        Assert.Empty(await bench.Pool.ListAsync(default));
        Assert.False(Directory.Exists(bench.Host.FolderOf("web").Path));
    }

    [Fact]
    public async Task CutOff_DiskThatWasMade_IsInTheListAndRemovedByIt()
    {
        await using var bench = new PoolBench();
        MachineFolder folder = bench.MakeFolder();
        await new VolumeClaims(bench.Host, folder).MakeAsync(bench.Disk(Size), pool => pool.CreateAsync(bench.Disk(Size), default), default);
        await Leftovers.RemoveAsync(bench.Host, folder, await VolumeList.ReadAsync(bench.Shell, folder, default), default);
        Assert.Empty(await bench.Pool.ListAsync(default));
        Assert.False(Directory.Exists(folder.Path));
    }
}

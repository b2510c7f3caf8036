using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Runtime.Tests.OnXen;

/// <summary>Snapshots and clones of a real guest, proven by what it wrote to its disk and had in its memory.</summary>
[Trait("Category", "Slow")]
[Collection("OnXen")]
public sealed class SnapshotsOnXenTests
{
    private const string Machines = $"{HostEntry.DefaultFolder}/machines";

    [NeedsXenHostFact]
    public async Task AGuest_ComesBackAsItWas()
    {
        await using XenHost xen = await XenHost.StartAsync();
        HostEntry entry = TinyGuest.EntryOf(xen);
        await using IXenHost host = await XenHosts.OpenAsync(entry, mayAsk: false, default);
        TinyGuest guest = await TinyGuest.PlaceAsync(xen, entry, host, "sn", cpus: 1);
        await guest.StartAsync();
        await TakeTwoAsync(host, guest);
        await RevertToMemoryAsync(host, guest);
        await RevertIsRepeatedAsync(xen, host, guest);
        await CloneAsync(host, guest);
        await DeleteAsync(xen, host, guest);
    }

    /// <summary>"one" with memory, "two" without.</summary>
    private static async Task TakeTwoAsync(IXenHost host, TinyGuest guest)
    {
        await WriteAsync(guest, "one");
        await guest.RunAsync("echo here > /mark");
        HostException running = await Assert.ThrowsAsync<HostException>(() => host.Snapshots.TakeAsync("sn", "one", default));
        Assert.Contains("stop or suspend it first", running.Message);
        await host.Power.SuspendAsync("sn", default);
        await host.Snapshots.TakeAsync("sn", "one", default);
        await host.Power.ResumeAsync("sn", default);
        await WriteAsync(guest, "two");
        await guest.EndAsync();
        await host.Snapshots.TakeAsync("sn", "two", default);
        await Assert.ThrowsAsync<HostException>(() => host.Snapshots.TakeAsync("sn", "two", default));
        Assert.Equal([("one", true), ("two", false)], (await guest.RecordAsync()).Snapshots.Select(snapshot => (snapshot.Name, snapshot.HasMemory)));
    }

    private static async Task RevertToMemoryAsync(IXenHost host, TinyGuest guest)
    {
        await host.Snapshots.RevertAsync("sn", "one", default);
        Assert.Equal(MachineState.Suspended, await guest.StateAsync());
        await host.Power.ResumeAsync("sn", default);
        Assert.Equal("here", await guest.RunAsync("cat /mark"));
        Assert.Equal("one", await ReadAsync(guest));
        await guest.EndAsync();
    }

    /// <summary>What is kept is out of reach half-way: the machine does not start, and the same again succeeds.</summary>
    private static async Task RevertIsRepeatedAsync(XenHost xen, IXenHost host, TinyGuest guest)
    {
        await xen.RunAsync($"mv {Machines}/sn/xvda.two.raw {Machines}/away");
        await Assert.ThrowsAsync<HostException>(() => host.Snapshots.RevertAsync("sn", "two", default));
        HostException refused = await Assert.ThrowsAsync<HostException>(guest.StartAsync);
        Assert.Contains("revert it again", refused.Message);
        Assert.Contains(await host.CheckAsync(default), finding => finding is { Kind: "revert", Subject: "sn" });

        await xen.RunAsync($"mv {Machines}/away {Machines}/sn/xvda.two.raw");
        await host.Snapshots.RevertAsync("sn", "two", default);
        await guest.StartAsync();
        Assert.Equal("two", await ReadAsync(guest));
        await guest.EndAsync();
    }

    private static async Task CloneAsync(IXenHost host, TinyGuest guest)
    {
        await host.Snapshots.CloneAsync("sn", "copy", default);
        MachineRecord record = await guest.RecordAsync(), cloned = (await host.FindAsync("copy", default)).Record;
        Assert.NotEqual(record.Uuid, cloned.Uuid);
        Assert.Empty(cloned.Snapshots);
        await Assert.ThrowsAsync<HostException>(() => host.Snapshots.CloneAsync("sn", "copy", default));

        var clone = new TinyGuest(host, "copy");
        await clone.StartAsync();
        Assert.Equal("two", await ReadAsync(clone));
        string mac = await clone.RunAsync("cat /sys/class/net/eth0/address");
        Assert.Equal(cloned.Cards[0].Mac, mac);
        Assert.NotEqual(record.Cards[0].Mac, mac);
        await clone.EndAsync();
    }

    private static async Task DeleteAsync(XenHost xen, IXenHost host, TinyGuest guest)
    {
        await host.Snapshots.DeleteAsync("sn", "one", default);
        await host.Snapshots.DeleteAsync("sn", "two", default);
        Assert.Empty((await guest.RecordAsync()).Snapshots);
        Assert.DoesNotContain(".one", await xen.RunAsync($"find {Machines}/sn"));
        Assert.Empty(await host.CheckAsync(default));
    }

    private static Task WriteAsync(TinyGuest guest, string text) => guest.RunAsync($"mount -t ext4 /dev/xvda1 /mnt; echo {text} > /mnt/file; umount /mnt");

    private static Task<string> ReadAsync(TinyGuest guest) => guest.RunAsync("mount -t ext4 /dev/xvda1 /mnt; cat /mnt/file; umount /mnt");
}

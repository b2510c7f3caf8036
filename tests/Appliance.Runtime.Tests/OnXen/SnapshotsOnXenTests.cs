using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Runtime.Tests.OnXen;

/// <summary>Snapshots and clones of a real guest, proven by what it wrote to its disk and had in its memory.</summary>
[Trait("Category", "Slow")]
[Collection("OnXen")]
public sealed class SnapshotsOnXenTests(XenBench bench)
{
    private const string Machines = XenBench.Machines;

    [NeedsXenHostFact]
    public async Task Revert_BringsBackTheDisk()
    {
        await using TinyGuest guest = await bench.PlaceAsync("disk");
        await WriteAsync(guest, "old");
        HostException running = await Assert.ThrowsAsync<HostException>(() => bench.Host.Snapshots.TakeAsync("disk", "one", default));
        Assert.Contains("stop or suspend it first", running.Message);
        await guest.EndAsync();
        await bench.Host.Snapshots.TakeAsync("disk", "one", default);
        await WriteAsync(guest, "new");
        await guest.EndAsync();
        Assert.Equal("new\n", await guest.ReadFileAsync("file"));

        await bench.Host.Snapshots.RevertAsync("disk", "one", default);
        Assert.Equal("old\n", await guest.ReadFileAsync("file"));
        await guest.StartAsync();
        Assert.Equal("old", await ReadAsync(guest));
        Assert.Equal("2", await guest.RunAsync("cat /boots"));
    }

    [NeedsXenHostFact]
    public async Task Revert_OfASuspendedMachine_BringsBackItsMemoryToo()
    {
        await using TinyGuest guest = await bench.PlaceAsync("memory");
        await WriteAsync(guest, "old");
        await guest.RunAsync("echo here > /mark");
        string boot = await guest.RunAsync("cat /proc/sys/kernel/random/boot_id");
        await bench.Host.Power.SuspendAsync("memory", default);
        await bench.Host.Snapshots.TakeAsync("memory", "one", default);
        await bench.Host.Power.ResumeAsync("memory", default);
        await guest.RunAsync("rm /mark; mount -t ext4 /dev/xvda1 /mnt; echo new > /mnt/file; umount /mnt");
        await guest.EndAsync();

        await bench.Host.Snapshots.RevertAsync("memory", "one", default);
        Assert.Equal(MachineState.Suspended, await guest.StateAsync());
        await bench.Host.Power.ResumeAsync("memory", default);
        Assert.Equal($"here\n{boot}", await guest.RunAsync("cat /mark /proc/sys/kernel/random/boot_id"));
        Assert.Equal("old", await ReadAsync(guest));
    }

    [NeedsXenHostFact]
    public async Task Revert_CutOff_IsRepeated()
    {
        await using TinyGuest guest = await bench.PlaceAsync("cut");
        await bench.Host.Snapshots.TakeAsync("cut", "one", default);
        // What is there when the host goes away in the middle.
        await bench.Xen.RunAsync($"cd {Machines}/cut && echo one > reverting && truncate -s 4096 xvda.raw");
        HostException refused = await Assert.ThrowsAsync<HostException>(guest.StartAsync);
        Assert.Contains("revert it again", refused.Message);
        Assert.Null(await guest.DomainAsync());
        Assert.Contains(await bench.Host.CheckAsync(default), finding => finding is { Kind: "revert", Subject: "cut" });

        await bench.Host.Snapshots.RevertAsync("cut", "one", default);
        await guest.StartAsync();
        Assert.Equal("1", await guest.RunAsync("cat /boots"));
    }

    [NeedsXenHostFact]
    public async Task Clone_RunsBesideItsOriginal_AndIsRemovedWithoutIt()
    {
        await using TinyGuest guest = await bench.PlaceAsync("first"), clone = bench.Guest("copy");
        await WriteAsync(guest, "both");
        await guest.EndAsync();
        await bench.Host.Snapshots.CloneAsync("first", "copy", new CloneOptions(), default);
        await guest.StartAsync();
        await WriteAsync(clone, "mine");
        Assert.Equal("both", await ReadAsync(guest));
        Assert.Equal("mine", await ReadAsync(clone));
        string mac = (await clone.RecordAsync()).Cards[0].Mac;
        Assert.Equal(mac, await clone.RunAsync("cat /sys/class/net/eth0/address"));
        Assert.NotEqual(mac, await guest.RunAsync("cat /sys/class/net/eth0/address"));

        await clone.EndAsync();
        Assert.Empty(await bench.Host.RemoveAsync("copy", keepsDisks: false, default));
        Assert.DoesNotContain("copy", await bench.Xen.RunAsync($"ls {Machines}"));
        Assert.Equal("both", await ReadAsync(guest));
    }

    [NeedsXenHostFact]
    public async Task Delete_LeavesNothingOfASnapshot()
    {
        await using TinyGuest guest = await bench.PlaceAsync("forget");
        await bench.Host.Snapshots.TakeAsync("forget", "one", default);
        await Assert.ThrowsAsync<HostException>(() => bench.Host.Snapshots.TakeAsync("forget", "one", default));
        Assert.Contains("xvda.one.raw", await bench.Xen.RunAsync($"ls {Machines}/forget"));
        await bench.Host.Snapshots.DeleteAsync("forget", "one", default);
        Assert.Empty((await guest.RecordAsync()).Snapshots);
        Assert.DoesNotContain("one", await bench.Xen.RunAsync($"find {Machines}/forget"));
        Assert.DoesNotContain(await bench.Host.CheckAsync(default), finding => finding.Subject.Contains("forget", StringComparison.Ordinal));
    }

    [NeedsXenHostFact]
    public async Task Remove_KeepsTheDiskWhereItIsWanted_AndNoSnapshot()
    {
        await using TinyGuest guest = await bench.PlaceAsync("gone");
        await bench.Host.Snapshots.TakeAsync("gone", "one", default);
        string digest = await bench.Xen.RunAsync($"sha256sum < {Machines}/gone/xvda.raw");
        string kept = Assert.Single(await bench.Host.RemoveAsync("gone", keepsDisks: true, default));
        Assert.Equal(digest, await bench.Xen.RunAsync($"sha256sum < {kept}"));
        Assert.DoesNotContain("gone", await bench.Xen.RunAsync($"find {Machines}"));
    }

    private static async Task WriteAsync(TinyGuest guest, string text)
    {
        await guest.StartAsync();
        await guest.RunAsync($"mount -t ext4 /dev/xvda1 /mnt; echo {text} > /mnt/file; umount /mnt");
    }

    private static Task<string> ReadAsync(TinyGuest guest) => guest.RunAsync("mount -t ext4 /dev/xvda1 /mnt; cat /mnt/file; umount /mnt");
}

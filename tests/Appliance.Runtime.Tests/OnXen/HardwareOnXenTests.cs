using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Runtime.Tests.OnXen;

/// <summary>Hardware that comes and goes while a real guest runs, as the guest sees it.</summary>
[Trait("Category", "Slow")]
[Collection("OnXen")]
public sealed class HardwareOnXenTests
{
    private const long MiB = 1 << 20;

    private const string Disks = "grep xvd /proc/partitions | awk '{ print $4, $3 }'";
    private const string Cards = "cat /sys/class/net/eth*/address";

    [NeedsXenHostFact]
    public async Task ARunningGuest_SeesItsHardwareChange()
    {
        await using XenHost xen = await XenHost.StartAsync();
        HostEntry entry = TinyGuest.EntryOf(xen);
        await using IXenHost host = await XenHosts.OpenAsync(entry, mayAsk: false, default);
        TinyGuest guest = await TinyGuest.PlaceAsync(xen, entry, host, "hw", cpus: 2);
        await guest.StartAsync();
        Assert.Equal("2", await guest.RunAsync("nproc"));

        await DiskComesAndGoesAsync(xen, host, guest);
        await CardComesAndGoesAsync(xen, host, guest);
        await SizeChangesAsync(host, guest);
        await SizeSurvivesSuspensionAsync(host, guest);
        await DiskGrowsAsync(host, guest);
    }

    private static async Task DiskComesAndGoesAsync(XenHost xen, IXenHost host, TinyGuest guest)
    {
        Assert.Equal("xvdb", await host.Hardware.AttachDiskAsync("hw", 64 * MiB, pool: null, default));
        Assert.Contains("xvdb 65536", await guest.RunAsync(Disks));
        await guest.RunAsync("echo kept > /dev/xvdb; sync");
        Assert.Equal(2, (await guest.RecordAsync()).Disks.Count);
        string? kept = await host.Hardware.DetachDiskAsync("hw", "xvdb", keepsDisk: true, default);
        Assert.DoesNotContain("xvdb", await guest.RunAsync(Disks));
        Assert.Single((await guest.RecordAsync()).Disks);
        Assert.Equal("kept\n", await xen.RunAsync($"head -n 1 {kept}"));
    }

    private static async Task CardComesAndGoesAsync(XenHost xen, IXenHost host, TinyGuest guest)
    {
        string first = await host.Hardware.AttachCardAsync("hw", "xenbr0", mac: null, default);
        string second = await host.Hardware.AttachCardAsync("hw", "ovsbr0.10", "00:16:3E:00:4E:32", default);
        Assert.Equal($"00:16:3e:00:00:31\n{first}\n00:16:3e:00:4e:32", await guest.RunAsync(Cards));
        int? domain = (await host.FindAsync("hw", default)).DomainId;
        Assert.Equal("10\n", await xen.RunAsync($"ovs-vsctl get port vif{domain}.2 tag"));

        HostException taken = await Assert.ThrowsAsync<HostException>(() => host.Hardware.AttachCardAsync("hw", "xenbr0", first, default));
        Assert.Contains("already", taken.Message);
        await host.Hardware.DetachCardAsync("hw", second, default);
        await host.Hardware.DetachCardAsync("hw", first.ToUpperInvariant(), default);
        Assert.Equal("00:16:3e:00:00:31", await guest.RunAsync(Cards));
        Assert.Single((await guest.RecordAsync()).Cards);
    }

    private static async Task SizeChangesAsync(IXenHost host, TinyGuest guest)
    {
        long before = await MemoryAsync(guest);
        Assert.True(await host.Hardware.ResizeAsync("hw", cpus: 1, memory: 160 * MiB, default));
        Assert.Equal("1", await guest.RunAsync("nproc"));
        Assert.InRange(before - await MemoryAsync(guest), 28 << 10, 36 << 10);
        Assert.False(await host.Hardware.ResizeAsync("hw", cpus: 3, memory: null, default));
        Assert.Equal("2", await guest.RunAsync("nproc"));
    }

    /// <summary>The domain was started with other numbers than its record has now.</summary>
    private static async Task SizeSurvivesSuspensionAsync(IXenHost host, TinyGuest guest)
    {
        Assert.True(await host.Hardware.ResizeAsync("hw", cpus: 1, memory: null, default));
        await guest.RunAsync("echo here > /mark");
        await host.Power.SuspendAsync("hw", default);
        await host.Power.ResumeAsync("hw", default);
        Assert.Equal("here", await guest.RunAsync("cat /mark"));
        Assert.Equal("1", await guest.RunAsync("nproc"));
    }

    private static async Task DiskGrowsAsync(IXenHost host, TinyGuest guest)
    {
        HostException running = await Assert.ThrowsAsync<HostException>(() => host.Hardware.GrowDiskAsync("hw", "xvda", 48 * MiB, default));
        Assert.Contains("stop it first", running.Message);
        await guest.EndAsync();
        await host.Hardware.GrowDiskAsync("hw", "xvda", 48 * MiB, default);
        HostException cut = await Assert.ThrowsAsync<HostException>(() => host.Hardware.GrowDiskAsync("hw", "xvda", 40 * MiB, default));
        Assert.Contains("no disk is ever cut", cut.Message);
        Assert.True(await host.Hardware.ResizeAsync("hw", cpus: 3, memory: null, default));
        Assert.Equal("xvdb", await host.Hardware.AttachDiskAsync("hw", 16 * MiB, pool: null, default));
        await guest.StartAsync();
        Assert.Contains("xvda 49152", await guest.RunAsync(Disks));
        Assert.Contains("xvdb 16384", await guest.RunAsync(Disks));
        Assert.Equal("3", await guest.RunAsync("nproc"));
        await guest.EndAsync();
        Assert.Equal(MachineState.Stopped, await guest.StateAsync());
    }

    /// <summary>KiB that the guest's kernel has.</summary>
    private static async Task<int> MemoryAsync(TinyGuest guest)
        => int.Parse(await guest.RunAsync("awk '/MemTotal/ { print $2 }' /proc/meminfo"), System.Globalization.CultureInfo.InvariantCulture);
}

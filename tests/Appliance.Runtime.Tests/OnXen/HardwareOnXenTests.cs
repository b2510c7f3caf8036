using System.Globalization;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Runtime.Tests.OnXen;

/// <summary>Hardware that comes and goes while a real guest runs, as the guest sees it.</summary>
[Trait("Category", "Slow")]
[Collection("OnXen")]
public sealed class HardwareOnXenTests(XenBench bench)
{
    private const long MiB = 1 << 20;

    private const string Disks = "grep 'xvd.$' /proc/partitions | awk '{ print $4, $3 }'";
    private const string Cards = "cat /sys/class/net/eth*/address";

    [NeedsXenHostFact]
    public async Task ADisk_ComesAndGoes_WhileTheGuestRuns()
    {
        await using TinyGuest guest = await bench.PlaceAsync("disk");
        await guest.StartAsync();
        // Its driver is up: only then does it take up a disk.
        Assert.Equal("xvda 32768", await guest.RunAsync(Disks));
        Assert.Equal("xvdb", await bench.Host.Hardware.AttachDiskAsync("disk", 64 * MiB, pool: null, default));
        Assert.Equal("xvda 32768\nxvdb 65536", await guest.RunAsync(Disks));
        await guest.RunAsync("echo kept > /dev/xvdb; sync");
        Assert.Equal(2, (await guest.RecordAsync()).Disks.Count);

        string? kept = await bench.Host.Hardware.DetachDiskAsync("disk", "xvdb", keepsDisk: true, default);
        Assert.Equal("xvda 32768", await guest.RunAsync(Disks));
        Assert.Single((await guest.RecordAsync()).Disks);
        Assert.Equal("kept\n", await bench.Xen.RunAsync($"head -n 1 {kept}"));

        Assert.Equal("xvdb", await bench.Host.Hardware.AttachExistingDiskAsync("disk", kept!, default));
        Assert.Equal("kept", await guest.RunAsync("head -n 1 /dev/xvdb"));
        Assert.Null(await bench.Host.Hardware.DetachDiskAsync("disk", "xvdb", keepsDisk: false, default));
        Assert.Equal("xvda.raw\n", await bench.Xen.RunAsync($"cd {XenBench.Machines}/disk && ls *.raw"));
    }

    [NeedsXenHostFact]
    public async Task Cards_ComeAndGo_WhileTheGuestRuns()
    {
        await using TinyGuest guest = await bench.PlaceAsync("card");
        await guest.StartAsync();
        string own = await guest.RunAsync(Cards);
        string first = await bench.Host.Hardware.AttachCardAsync("card", "xenbr0", mac: null, default);
        string second = await bench.Host.Hardware.AttachCardAsync("card", "ovsbr0.10", "00:16:3E:00:4E:32", default);
        Assert.Equal($"{own}\n{first}\n00:16:3e:00:4e:32", await guest.RunAsync(Cards));
        string domain = (await guest.DomainAsync())![1];
        Assert.Equal("10\n", await bench.Xen.RunAsync($"ovs-vsctl get port vif{domain}.2 tag"));
        HostException taken = await Assert.ThrowsAsync<HostException>(() => bench.Host.Hardware.AttachCardAsync("card", "xenbr0", first, default));
        Assert.Contains("already", taken.Message);

        await bench.Host.Hardware.DetachCardAsync("card", second, default);
        await bench.Host.Hardware.DetachCardAsync("card", first.ToUpperInvariant(), default);
        Assert.Equal(own, await guest.RunAsync(Cards));
        Assert.Single((await guest.RecordAsync()).Cards);
    }

    [NeedsXenHostFact]
    public async Task ProcessorsAndMemory_ShrinkAtOnce_AndStayShrunkThroughASuspension()
    {
        await using TinyGuest guest = await bench.PlaceAsync("size", record => record with { Cpus = 2 });
        await guest.StartAsync();
        Assert.Equal("2", await guest.RunAsync("nproc"));
        long before = await MemoryAsync(guest);
        Assert.True(await bench.Host.Hardware.ResizeAsync("size", cpus: 1, memory: 112 * MiB, default));
        await AssertIsSmallAsync(guest, before);

        await guest.RunAsync("echo here > /mark");
        await bench.Host.Power.SuspendAsync("size", default);
        await bench.Host.Power.ResumeAsync("size", default);
        Assert.Equal("here", await guest.RunAsync("cat /mark"));
        await AssertIsSmallAsync(guest, before);
        Assert.True(await bench.Host.Hardware.ResizeAsync("size", cpus: 2, memory: 128 * MiB, default));
        Assert.Equal("2", await guest.RunAsync("nproc"));
    }

    [NeedsXenHostFact]
    public async Task WhatARunningGuestCannotHave_ItHasFromItsNextStart()
    {
        await using TinyGuest guest = await bench.PlaceAsync("grow");
        await guest.StartAsync();
        long before = await MemoryAsync(guest);
        Assert.False(await bench.Host.Hardware.ResizeAsync("grow", cpus: 5, memory: 160 * MiB, default));
        Assert.Equal("4", await guest.RunAsync("nproc"));
        HostException running = await Assert.ThrowsAsync<HostException>(() => bench.Host.Hardware.GrowDiskAsync("grow", "xvda", 48 * MiB, default));
        Assert.Contains("stop it first", running.Message);

        await guest.EndAsync();
        await bench.Host.Hardware.GrowDiskAsync("grow", "xvda", 48 * MiB, default);
        HostException cut = await Assert.ThrowsAsync<HostException>(() => bench.Host.Hardware.GrowDiskAsync("grow", "xvda", 40 * MiB, default));
        Assert.Contains("no disk is ever cut", cut.Message);
        Assert.Equal("xvdb", await bench.Host.Hardware.AttachDiskAsync("grow", 16 * MiB, pool: null, default));
        await guest.StartAsync();
        Assert.Equal("xvda 49152\nxvdb 16384", await guest.RunAsync(Disks));
        Assert.Equal("5", await guest.RunAsync("nproc"));
        Assert.InRange(await MemoryAsync(guest) - before, 24 << 10, 36 << 10);

        Assert.False(await bench.Host.Hardware.ResizeAsync("grow", cpus: null, memory: 192 * MiB, default));
        Assert.True(await bench.Host.Power.RebootAsync("grow", TimeSpan.FromMinutes(6), default));
        Assert.InRange(await MemoryAsync(guest) - before, 56 << 10, 68 << 10);
    }

    private static async Task AssertIsSmallAsync(TinyGuest guest, long before)
    {
        Assert.Equal("1", await guest.RunAsync("nproc"));
        Assert.InRange(before - await MemoryAsync(guest), 12 << 10, 20 << 10);
        Assert.InRange(int.Parse((await guest.DomainAsync())![2], CultureInfo.InvariantCulture), 111, 113);
    }

    /// <summary>KiB that the guest's kernel has.</summary>
    private static async Task<int> MemoryAsync(TinyGuest guest)
        => int.Parse(await guest.RunAsync("awk '/MemTotal/ { print $2 }' /proc/meminfo"), CultureInfo.InvariantCulture);
}

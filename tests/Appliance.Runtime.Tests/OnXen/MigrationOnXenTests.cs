using System.Globalization;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Runtime.Tests.OnXen;

/// <summary>Machines go from one real Xen host to another.</summary>
[Trait("Category", "Slow")]
[Collection("OnXen")]
public sealed class MigrationOnXenTests(MigrationBenches benches) : IClassFixture<MigrationBenches>
{
    private const string Machines = XenBench.Machines;
    private const string CountOn = "( while :; do n=$((n + 1)); echo $n > /count; sleep 1; done ) > /dev/null 2>&1 & true";

    private static readonly MigrationOptions ToOpenVswitch = new() { Networks = new Dictionary<string, string> { ["xenbr0"] = "ovsbr0" } };

    private readonly XenBench _first = benches.First;
    private readonly XenBench _second = benches.Second;

    [NeedsXenHostFact]
    public async Task ARunningGuest_CountsOnElsewhere()
    {
        await using TinyGuest guest = await PlaceAsync("runs"), moved = _second.Guest("runs");
        await guest.StartAsync();
        await guest.RunAsync(CountOn);
        string boot = await guest.RunAsync("cat /proc/sys/kernel/random/boot_id");
        int before = await CountAsync(guest);
        await Migration.RunAsync(_first.Host, _second.Host, "runs", ToOpenVswitch, default);

        Assert.Equal(boot, await moved.RunAsync("cat /proc/sys/kernel/random/boot_id"));
        int after = await CountAsync(moved);
        Assert.True(after > before, $"{before} before, {after} after");
        Assert.True(await CountAsync(moved) > after);
        Assert.Equal("1", await moved.RunAsync("mount -t ext4 /dev/xvda1 /mnt; cat /mnt/boots; umount /mnt"));
        Assert.Equal("/dev/appliance/appliance.runs.xvda", (await moved.RecordAsync()).Disks[0].Path);
        Assert.Contains($"vif{(await moved.DomainAsync())![1]}.0", await _second.Xen.RunAsync("ovs-vsctl list-ports ovsbr0"));
        await AssertIsOnlyThereAsync(guest, "runs");
    }

    /// <summary>The other host has no room for the memory: the guest goes on where it was, and nothing of it is left there.</summary>
    [NeedsXenHostFact]
    public async Task ARunningGuest_CountsOnHere_WhereTheOtherHostIsFull()
    {
        await using TinyGuest guest = await PlaceAsync("stays");
        await guest.StartAsync();
        await guest.RunAsync(CountOn);
        int before = await CountAsync(guest);
        await _second.Xen.RunAsync($"mkdir -p {Machines}; n=$(df --output=avail -k {Machines} | tail -n 1); fallocate -l $((n - 32768))K /fill");
        HostException full = await Assert.ThrowsAsync<HostException>(() => Migration.RunAsync(_first.Host, _second.Host, "stays", ToOpenVswitch, default));
        await _second.Xen.RunAsync("rm /fill");

        Assert.Contains("No space left", full.Message);
        Assert.Equal(MachineState.Running, await guest.StateAsync());
        Assert.True(await CountAsync(guest) > before);
        Assert.Empty(await _first.Host.CheckAsync(default));
        Assert.DoesNotContain("stays", await _second.Xen.RunAsync($"ls {Machines}; xl list; lvs -o lv_name appliance"));
    }

    [NeedsXenHostFact]
    public async Task AStoppedMachine_MovesWithItsDisks_AndStartsThere()
    {
        await using TinyGuest guest = await PlaceAsync("rests"), moved = _second.Guest("rests");
        string digest = await _first.Xen.RunAsync($"sha256sum < {Machines}/rests/xvda.raw");
        await Migration.RunAsync(_first.Host, _second.Host, "rests", ToOpenVswitch, default);
        Assert.Equal(digest, await _second.Xen.RunAsync("sha256sum < /dev/appliance/appliance.rests.xvda"));
        Assert.Null(await moved.DomainAsync());
        await AssertIsOnlyThereAsync(guest, "rests");
        await moved.StartAsync();
        Assert.Equal("1", await moved.RunAsync("cat /boots"));
    }

    /// <summary>The machine is placed on the first host; the second one has to be there, too.</summary>
    private async Task<TinyGuest> PlaceAsync(string name)
    {
        await Task.WhenAll(_first.StartAsync(), _second.StartAsync());
        return await _first.PlaceAsync(name);
    }

    private async Task AssertIsOnlyThereAsync(TinyGuest guest, string name)
    {
        Assert.Null(await guest.DomainAsync());
        Assert.DoesNotContain(name, await _first.Xen.RunAsync($"ls {Machines}"));
        Assert.Empty(await _first.Host.CheckAsync(default));
        Assert.Empty(await _second.Host.CheckAsync(default));
    }

    private static async Task<int> CountAsync(TinyGuest guest) => int.Parse(await guest.RunAsync("sleep 2; cat /count"), CultureInfo.InvariantCulture);
}

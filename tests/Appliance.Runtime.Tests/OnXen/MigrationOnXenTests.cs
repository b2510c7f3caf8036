using System.Globalization;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Runtime.Tests.OnXen;

/// <summary>A running guest goes from one real Xen host to another, and counts on.</summary>
[Trait("Category", "Slow")]
[Collection("OnXen")]
public sealed class MigrationOnXenTests
{
    private const string Machines = $"{HostEntry.DefaultFolder}/machines";

    private static readonly StoragePool Thin = new() { Name = "thin", Kind = StorageKind.LvmThin, Location = "appliance/thin" };

    [NeedsXenHostFact]
    public async Task ARunningGuest_CountsOnElsewhere()
    {
        await using XenHost first = await XenHost.StartAsync("first"), second = await XenHost.StartAsync("second");
        HostEntry entry = TinyGuest.EntryOf(first);
        await using IXenHost source = await XenHosts.OpenAsync(entry, mayAsk: false, default);
        await using IXenHost target = await XenHosts.OpenAsync(TinyGuest.EntryOf(second, Thin), mayAsk: false, default);
        TinyGuest guest = await TinyGuest.PlaceAsync(first, entry, source, "mv", cpus: 1);
        await guest.StartAsync();
        await guest.RunAsync("while :; do n=$((n + 1)); echo $n > /count; sleep 1; done &");

        await GoesBackAsync(second, source, target, guest);
        int before = await CountAsync(guest);
        await Migration.RunAsync(source, target, "mv", new MigrationOptions { Networks = new Dictionary<string, string> { ["xenbr0"] = "ovsbr0" } }, default);

        var moved = new TinyGuest(target, "mv");
        int after = await CountAsync(moved);
        Assert.True(after > before, $"{before} before, {after} after");
        Assert.True(await CountAsync(moved) > after);
        MachineStatus status = await target.FindAsync("mv", default);
        Assert.Equal("/dev/appliance/appliance.mv.xvda", status.Record.Disks[0].Path);
        Assert.Contains($"vif{status.DomainId}.0", await second.RunAsync("ovs-vsctl list-ports ovsbr0"));
        Assert.Equal("1", await moved.RunAsync("mount -t ext4 /dev/xvda1 /mnt; cat /mnt/boots; umount /mnt"));
        Assert.Empty(await source.ListAsync(default));
        Assert.Equal("", await first.RunAsync($"ls {Machines}"));
        Assert.Empty(await source.CheckAsync(default));
        Assert.Empty(await target.CheckAsync(default));
    }

    /// <summary>The other host has no room for the memory: the guest goes on where it was, and nothing of it is left there.</summary>
    private static async Task GoesBackAsync(XenHost second, IXenHost source, IXenHost target, TinyGuest guest)
    {
        int before = await CountAsync(guest);
        await second.RunAsync($"mkdir -p {Machines}; n=$(df --output=avail -k {Machines} | tail -n 1); fallocate -l $((n - 65536))K /fill");
        HostException full = await Assert.ThrowsAsync<HostException>(() => Migration.RunAsync(source, target, "mv", new MigrationOptions(), default));
        Assert.Contains("No space left", full.Message);
        Assert.Equal(MachineState.Running, await guest.StateAsync());
        Assert.True(await CountAsync(guest) > before);
        Assert.Empty(await target.ListAsync(default));
        Assert.Empty(await target.CheckAsync(default));
        await second.RunAsync("rm /fill");
    }

    private static async Task<int> CountAsync(TinyGuest guest) => int.Parse(await guest.RunAsync("sleep 2; cat /count"), CultureInfo.InvariantCulture);
}

using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Migrating;
using Appliance.Runtime.Xl.Storage;
using Xunit;

namespace Appliance.Runtime.Tests.Migrating;

public sealed class MovePlannerTests
{
    private const string Grub = "/usr/lib/grub-xen/grub-x86_64-xen.bin";

    private static readonly HostReport Here = new() { Name = "xen1", Address = "xl://", XenVersion = "4.17.7" };

    private static readonly HostReport There = new()
    {
        Name = "xen2",
        Address = "xl://",
        XenVersion = "4.17.2",
        FreeMemory = 1 << 30,
        Capabilities = ["pv"],
        Loaders = ["/opt/xen/grub-x86_64-xen.bin"],
        Networks = [new NetworkReport("xenbr0", false, true), new NetworkReport("ovsbr0", true, true)],
    };

    private static readonly MachineRecord Machine = new()
    {
        Name = "web",
        Uuid = new Guid("5f3c1a52-7a0e-4c6e-9d0b-3d8b54f2a921"),
        Type = DomainType.Pv,
        Boot = BootMethod.PvGrub,
        Kernel = Grub,
        Memory = 1 << 30,
        Disks = [new DiskRecord { Vdev = "xvda", Pool = "default", Path = "/var/lib/appliance/machines/web/xvda.raw", Size = 1 << 30 }],
        Cards = [new CardRecord { Mac = "00:16:3e:00:00:01", Bridge = "xenbr0" }, new CardRecord { Mac = "00:16:3e:00:00:02", Bridge = "br1", IsOpenVswitch = true, Vlan = "7" }],
    };

    private static readonly Dictionary<string, string> Networks = new() { ["br1.7"] = "ovsbr0.10" };

    [Fact]
    public async Task AMachine_IsTheSameElsewhere()
    {
        MachineRecord moved = await PlanAsync(Machine, MachineState.Running);
        Assert.Equal(Machine.Uuid, moved.Uuid);
        Assert.Equal("/opt/xen/grub-x86_64-xen.bin", moved.Kernel);
        Assert.Equal(("fast", StorageKind.Lvm, "/dev/vg/appliance.web.xvda"), (moved.Disks[0].Pool, moved.Disks[0].Kind, moved.Disks[0].Path));
        Assert.Equal(
            [("00:16:3e:00:00:01", "xenbr0", null), ("00:16:3e:00:00:02", "ovsbr0", "10")],
            moved.Cards.Select(card => (card.Mac, card.Bridge, card.Vlan)));
    }

    [Fact]
    public async Task WhatTheOtherHostLacks_IsRefused()
    {
        await RefusedAsync(Machine with { Type = DomainType.Hvm }, "does not run HVM domains");
        await RefusedAsync(Machine with { Kernel = "/x/grub-i386-xen.bin" }, "has no grub-i386-xen.bin");
        await RefusedAsync(Machine with { Snapshots = [new SnapshotRecord { Name = "s" }] }, "snapshots");
        await RefusedAsync(Machine with { Cards = [Machine.Cards[0]] }, "no network card on br1.7");
        HostException network = await Assert.ThrowsAsync<HostException>(() => PlanAsync(Machine, MachineState.Running, networks: []));
        Assert.Contains("has no network br1.7", network.Message);
    }

    [Fact]
    public async Task AMemoryState_DoesNotGoToAnOlderXen()
    {
        HostReport newer = Here with { XenVersion = "4.18.0" };
        HostException older = await Assert.ThrowsAsync<HostException>(() => PlanAsync(Machine, MachineState.Suspended, newer));
        Assert.Contains("stop web first", older.Message);
        Assert.NotNull(await PlanAsync(Machine, MachineState.Stopped, newer));
    }

    [Theory]
    [InlineData("4.17.7", "4.17.0", false)]
    [InlineData("4.17.7", "4.9.4", true)]
    [InlineData("4.17.7", "5.0", false)]
    [InlineData("4.18-unstable", "4.18.1", false)]
    [InlineData("4.17", "", true)]
    public void Versions_AreComparedByNumber(string source, string target, bool isOlder) => Assert.Equal(isOlder, XenVersions.IsOlder(source, target));

    [Theory]
    [InlineData("178bf3fd:f6d83203", "178bf3fd:f6d83203", false)]
    [InlineData("178bf3fd:f6d83203", "178bf3ff:f6d83203:1", false)]
    [InlineData("178bf3fd:f6d83203", "178bf3fc:f6d83203", true)]
    [InlineData("178bf3fd:f6d83203", "178bf3fd", true)]
    public void Processors_AreComparedBitByBit(string source, string target, bool lacks) => Assert.Equal(lacks, XenVersions.LacksFeatures(source, target));

    private static async Task RefusedAsync(MachineRecord machine, string why)
        => Assert.Contains(why, (await Assert.ThrowsAsync<HostException>(() => PlanAsync(machine, MachineState.Running))).Message);

    private static async Task<MachineRecord> PlanAsync(MachineRecord machine, MachineState state, HostReport? here = null, Dictionary<string, string>? networks = null)
    {
        await using var shell = new LocalShell("xen2");
        var entry = new HostEntry
        {
            Name = "xen2",
            Address = new HostAddress(HostScheme.Xl, ""),
            Pools = [new StoragePool { Name = "fast", Kind = StorageKind.Lvm, Location = "vg" }],
        };
        return new MovePlanner(here ?? Here, There, new MigrationOptions { Networks = networks ?? Networks }).Plan(machine, state, new VolumePools(shell, entry).All[0]);
    }
}

using System.Text.Json.Nodes;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xapi.Records;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Testing.XapiHost;
using Appliance.Testing.XapiHost.State;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>The machines of a pool, told as those of any other host.</summary>
public sealed class XapiMachinesTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly XapiServer _server = new(isEncrypted: false);
    private XapiSession _session = null!;

    private XapiState State => _server.State;

    public async Task InitializeAsync() => _session = await XapiBench.OpenAsync(_server);

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task List_LeavesOutWhatIsNoMachine()
    {
        Add(new JsonObject { ["name_label"] = "web" });
        Add(new JsonObject { ["name_label"] = "Debian 12", ["is_a_template"] = true });
        Add(new JsonObject { ["name_label"] = "before", ["is_a_snapshot"] = true, ["is_a_template"] = true });
        Add(new JsonObject { ["name_label"] = "Control domain on host: labhost", ["is_control_domain"] = true });
        Assert.Equal("web", Assert.Single(await ListAsync()).Record.Name);
    }

    [Theory]
    [InlineData("hvm", "BIOS order", "uefi", DomainType.Hvm, BootMethod.Uefi)]
    [InlineData("hvm", "BIOS order", "bios", DomainType.Hvm, BootMethod.Bios)]
    [InlineData("unspecified", "BIOS order", "bios", DomainType.Hvm, BootMethod.Bios)]
    [InlineData("unspecified", "", "", DomainType.Pv, BootMethod.PyGrub)]
    [InlineData("pv_in_pvh", "", "", DomainType.Pvh, BootMethod.PyGrub)]
    public async Task List_TellsHowItRuns(string type, string policy, string firmware, DomainType expected, BootMethod boot)
    {
        Add(new JsonObject
        {
            ["domain_type"] = type,
            ["HVM_boot_policy"] = policy,
            ["HVM_boot_params"] = new JsonObject { ["firmware"] = firmware },
            ["PV_bootloader"] = policy.Length == 0 ? "pygrub" : "",
        });
        MachineRecord record = Assert.Single(await ListAsync()).Record;
        Assert.Equal((expected, boot), (record.Type, record.Boot));
    }

    [Fact]
    public async Task List_TellsDisksInTheirPlaces_WithoutDrives()
    {
        string storage = State.Database.All("SR").First().Key;
        string first = State.Add("VDI", new JsonObject { ["name_label"] = "root", ["SR"] = storage, ["virtual_size"] = 8L << 30 });
        string second = State.Add("VDI", new JsonObject { ["name_label"] = "data", ["SR"] = storage, ["virtual_size"] = 3L << 40 });
        JsonNode[] places =
        [
            State.Add("VBD", new JsonObject { ["userdevice"] = "10", ["VDI"] = second, ["mode"] = "RO" }),
            State.Add("VBD", new JsonObject { ["userdevice"] = "3", ["type"] = "CD", ["empty"] = true }),
            State.Add("VBD", new JsonObject { ["userdevice"] = "0", ["VDI"] = first, ["device"] = "xvda" }),
        ];
        Add(new JsonObject { ["VBDs"] = new JsonArray(places) });

        IReadOnlyList<DiskRecord> disks = Assert.Single(await ListAsync()).Record.Disks;
        Assert.Equal(["xvda root 8589934592 False", "xvdk data 3298534883328 True"], disks.Select(disk => $"{disk.Vdev} {disk.Name} {disk.Size} {disk.IsReadOnly}"));
        Assert.All(disks, disk => Assert.Equal(("local", StorageKind.Repository), (disk.Pool, disk.Kind)));
        Assert.Equal(State.Database.Get("VDI", first)["uuid"]!.ToString(), disks[0].Path);
    }

    [Fact]
    public async Task List_TellsCardsAndAddresses()
    {
        string network = State.Database.All("network").First().Key;
        string metrics = State.Add("VM_guest_metrics", new JsonObject { ["networks"] = new JsonObject { ["0/ip"] = "10.0.0.5", ["0/ipv4/0"] = "10.0.0.5", ["1/ip"] = "10.1.0.5" } });
        string card = State.Add("VIF", new JsonObject { ["device"] = "0", ["MAC"] = "00:50:56:ab:2c:1d", ["network"] = network });
        Add(new JsonObject { ["VIFs"] = new JsonArray(card), ["guest_metrics"] = metrics, ["power_state"] = "Running", ["domid"] = 7 });

        MachineStatus status = Assert.Single(await ListAsync());
        Assert.Equal(("00:50:56:ab:2c:1d", "Pool-wide network associated with eth0"), (status.Record.Cards[0].Mac, status.Record.Cards[0].Bridge));
        Assert.Equal(["10.0.0.5", "10.1.0.5"], status.Addresses);
        Assert.Equal((MachineState.Running, 7), (status.State, status.DomainId));
    }

    [Fact]
    public async Task List_TellsItsGroupAndWhenItStarts()
    {
        string group = State.Add("VM_appliance", new JsonObject { ["name_label"] = "shop" });
        Add(new JsonObject { ["appliance"] = group, ["order"] = 2, ["start_delay"] = 30, ["shutdown_delay"] = 5, ["other_config"] = new JsonObject { ["auto_poweron"] = "true" } });

        MachineRecord record = Assert.Single(await ListAsync()).Record;
        Assert.Equal(("shop", 2, 30.0, 5.0, true), (record.Group, record.Start.Order, record.Start.StartDelay.TotalSeconds, record.Start.StopDelay.TotalSeconds, record.StartsWithHost));
    }

    [Fact]
    public async Task List_TellsSnapshotsInTheirOrder()
    {
        JsonNode[] snapshots =
        [
            Add(new JsonObject { ["name_label"] = "later", ["is_a_snapshot"] = true, ["snapshot_time"] = "20260203T10:00:00Z", ["power_state"] = "Suspended" }),
            Add(new JsonObject { ["name_label"] = "before", ["is_a_snapshot"] = true, ["snapshot_time"] = "20260102T10:00:00Z" }),
        ];
        Add(new JsonObject { ["snapshots"] = new JsonArray(snapshots) });

        IReadOnlyList<SnapshotRecord> told = Assert.Single(await ListAsync()).Record.Snapshots;
        Assert.Equal([("before", false), ("later", true)], told.Select(snapshot => (snapshot.Name, snapshot.HasMemory)));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 10, 0, 0, TimeSpan.Zero), told[0].Taken);
    }

    [Fact]
    public async Task List_WhatReferencesAreGone_IsLeftOut()
    {
        Add(new JsonObject { ["VBDs"] = new JsonArray("OpaqueRef:gone"), ["VIFs"] = new JsonArray("OpaqueRef:gone"), ["snapshots"] = new JsonArray("OpaqueRef:gone"), ["appliance"] = "OpaqueRef:gone" });
        MachineRecord record = Assert.Single(await ListAsync()).Record;
        Assert.Empty(record.Disks);
        Assert.Null(record.Group);
    }

    private string Add(JsonObject fields) => State.Add("VM", fields);

    private async Task<IReadOnlyList<MachineStatus>> ListAsync() => new XapiMachines("pool1", await XapiInventory.ReadAsync(_session, default)).List();
}

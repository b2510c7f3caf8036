using System.Text.Json.Nodes;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Xapi;
using Appliance.Testing.XapiHost.State;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>The networks and storages of a pool, and VLANs that are made in it.</summary>
public sealed class XapiNetworkTests : IAsyncLifetime
{
    private XapiPoolBench _bench = null!;

    private INetworkVerbs Networks => _bench.Host.Networks;

    public async Task InitializeAsync() => _bench = await XapiPoolBench.OpenAsync();

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task List_TellsBridgeAndInterfaces()
    {
        NetworkDetails network = Assert.Single(await Networks.ListAsync(default));
        Assert.Equal(("Pool-wide network associated with eth0", "xenbr0", null), (network.Name, network.Bridge, network.Vlan));
        PifReport pif = Assert.Single(network.Pifs);
        Assert.Equal(("labhost", "eth0", true), (pif.Host, pif.Device, pif.IsConnected));
    }

    [Fact]
    public async Task List_NetworkOfTheHostItself_IsNotForMachines()
    {
        _bench.State.Add("network", new JsonObject { ["name_label"] = "internal", ["bridge"] = "xenapi", ["other_config"] = new JsonObject { ["is_host_internal_management_network"] = "true" } });
        Assert.False((await Networks.ListAsync(default)).Single(network => network.Bridge == "xenapi").IsForMachines);
    }

    [Fact]
    public async Task Add_Vlan_IsOnThatInterfaceOfEveryHost()
    {
        string other = _bench.State.Add("host", new JsonObject { ["name_label"] = "second" });
        _bench.State.Add("PIF", new JsonObject { ["device"] = "eth0", ["host"] = other, ["network"] = _bench.State.Database.All("network").First().Key });
        NetworkDetails made = await Networks.AddAsync("VLAN 20", "eth0", 20, default);
        Assert.Equal(("VLAN 20", 20), (made.Name, made.Vlan));
        Assert.Equal(["labhost eth0", "second eth0"], made.Pifs.Select(pif => $"{pif.Host} {pif.Device}"));
        Assert.Contains(await Networks.ListAsync(default), network => network.Uuid == made.Uuid);
    }

    [Fact]
    public async Task Add_InterfaceByUuid_IsFound()
    {
        string uuid = Assert.Single(_bench.All("PIF"))["uuid"]!.ToString();
        Assert.Equal(30, (await Networks.AddAsync("VLAN 30", uuid, 30, default)).Vlan);
    }

    [Fact]
    public async Task Add_WithoutAnInterface_IsInternal()
    {
        NetworkDetails made = await Networks.AddAsync("internal", null, null, default);
        Assert.Equal((null, 0), (made.Vlan, made.Pifs.Count));
    }

    [Fact]
    public async Task Add_VlanThatIsThere_LeavesNoNetwork()
    {
        await Networks.AddAsync("VLAN 20", "eth0", 20, default);
        var error = await Assert.ThrowsAsync<XapiException>(() => Networks.AddAsync("again", "eth0", 20, default));
        Assert.Equal("PIF_VLAN_EXISTS", error.Error.Code);
        Assert.DoesNotContain(_bench.All("network"), network => network["name_label"]!.ToString() == "again");
    }

    [Fact]
    public async Task Add_VlanThatOneHostHas_LeavesNoneOnTheOthers()
    {
        string other = _bench.State.Add("host", new JsonObject { ["name_label"] = "second" });
        string pif = _bench.State.Add("PIF", new JsonObject { ["device"] = "eth0", ["host"] = other, ["network"] = _bench.State.Database.All("network").First().Key });
        _bench.State.Add("VLAN", new JsonObject { ["tagged_PIF"] = pif, ["tag"] = 20L });
        var error = await Assert.ThrowsAsync<XapiException>(() => Networks.AddAsync("VLAN 20", "eth0", 20, default));
        Assert.Equal("PIF_VLAN_EXISTS", error.Error.Code);
        Assert.Equal((1, 2, 1), (_bench.All("network").Count(), _bench.All("PIF").Count(), _bench.All("VLAN").Count()));
    }

    [Fact]
    public async Task Add_GivenUp_LeavesNeitherNetworkNorVlan()
    {
        using var stop = new CancellationTokenSource();
        _bench.State.Calling = method => _ = method == "Async.pool.create_VLAN_from_PIF" ? stop.CancelAsync() : Task.CompletedTask;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Networks.AddAsync("VLAN 20", "eth0", 20, stop.Token));
        Assert.Equal((1, 1, 0, 0), (_bench.All("network").Count(), _bench.All("PIF").Count(), _bench.All("VLAN").Count(), _bench.All("task").Count()));
    }

    [Fact]
    public async Task Add_WhatIsThereCannotBeRemoved_TellsTheFirstErrorToo()
    {
        await Networks.AddAsync("VLAN 20", "eth0", 20, default);
        _bench.State.Calling = method =>
        {
            if (method == "network.destroy")
            {
                throw new XapiFailure("INTERNAL_ERROR", "restarting");
            }
        };
        var error = await Assert.ThrowsAsync<HostException>(() => Networks.AddAsync("again", "eth0", 20, default));
        Assert.Equal("PIF_VLAN_EXISTS", error.Code);
        Assert.Contains("the network again is there half-made", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_NameThatIsTaken_IsRefusedBeforeAnythingIsMade()
    {
        await Networks.AddAsync("VLAN 20", "eth0", 20, default);
        var error = await Assert.ThrowsAsync<HostException>(() => Networks.AddAsync("VLAN 20", "eth0", 21, default));
        Assert.Contains("has a network VLAN 20 already", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, _bench.All("network").Count());
    }

    [Fact]
    public async Task Add_NoSuchInterface_ListsThoseThereAre()
    {
        await Networks.AddAsync("VLAN 20", "eth0", 20, default);
        var error = await Assert.ThrowsAsync<HostException>(() => Networks.AddAsync("VLAN 21", "eth7", 21, default));
        Assert.Equal("pool1: has no interface eth7 that could carry a VLAN; its coordinator has eth0", error.Message);
    }

    [Fact]
    public async Task ListStorage_TellsTypeRoomAndWhichIsTheDefault()
    {
        _bench.AddStorage("iscsi", "lvmoiscsi", 1L << 40, isAttached: false);
        _bench.State.Add("SR", new JsonObject { ["name_label"] = "discs", ["type"] = "iso", ["content_type"] = "iso", ["shared"] = true });
        IReadOnlyList<StorageReport> all = await _bench.Host.ListStorageAsync(default);
        Assert.Equal(["discs iso", "iscsi lvmoiscsi", "local ext"], all.Select(storage => $"{storage.Name} {storage.Type}"));
        Assert.Equal("discs", Assert.Single(all, storage => storage is { IsShared: true, IsForDiscs: true }).Name);
        Assert.Equal((1L << 40, "no host has it attached"), (all[1].Free, all[1].Problem));
        Assert.Equal("local", Assert.Single(all, storage => storage.IsDefault).Name);
    }
}

using System.Text.Json.Nodes;
using Appliance.Formats;
using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>A pool is worked with as any other host.</summary>
public sealed class XapiHostTests
{
    private const string Mac = "00:50:56:ab:2c:1d";
    private const string Network = "Pool-wide network associated with eth0";

    private static readonly byte[] Content = TestDisk.Mixed(3 << 20);

    [Fact]
    public async Task Import_IsListedAsItWasPlanned_WithItsBytes()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        await bench.ImportAsync(Web());
        MachineStatus web = Assert.Single(await bench.Host.ListAsync(default));
        Assert.Equal(("web01", MachineState.Stopped, 2, DomainType.Hvm), (web.Record.Name, web.State, web.Record.Cpus, web.Record.Type));
        Assert.Equal((Mac, Network), (web.Record.Cards[0].Mac, web.Record.Cards[0].Bridge));
        Assert.Equal(("local", 3L << 20), (web.Record.Disks[0].Pool, web.Record.Disks[0].Size));
        DiskAssert.Same(Content, bench.State.DiskOf(bench.State.Database.All("VDI").Single().Key));
        Assert.DoesNotContain("appliance_import", Config(bench.Machine("web01")));
        Assert.DoesNotContain("appliance_beat", Config(bench.Machine("web01")));
    }

    [Fact]
    public async Task Import_ToATenantsPool_MarksTheMachine()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        await bench.ImportAsync(Web(), new ImportOptions { Tenant = "acme" });
        Assert.Equal("acme", Assert.Single(await bench.Host.ListAsync(default)).Record.Tenant);
        Assert.Equal("acme", bench.Machine("web01")["other_config"]!["appliance_tenant"]!.ToString());
    }

    [Fact]
    public async Task Import_AsOneXva_ToATenantsPool_MarksTheMachine()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        bench.State.Unzeroed.Add(bench.AddStorage("raw", "lvm", 1L << 40));
        await bench.ImportAsync(Web(), new ImportOptions { Tenant = "acme", Pool = "raw" });
        Assert.Equal("acme", Assert.Single(await bench.Host.ListAsync(default)).Record.Tenant);
    }

    [Fact]
    public async Task ListStorage_TellsWhereADiskTakesItsWholeSize()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        bench.AddStorage("thick", "lvmoiscsi", 1 << 30);
        Assert.Equal([("local", false), ("thick", true)], (await bench.Host.ListStorageAsync(default)).Select(storage => (storage.Name, storage.TakesWholeSize)));
    }

    [Fact]
    public async Task Import_ThatIsNotKept_LeavesNothing()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        await (await bench.WriteAsync(Web())).DisposeAsync();
        Assert.Empty(await bench.Host.ListAsync(default));
        Assert.Empty(bench.All("VDI"));
    }

    [Fact]
    public async Task Import_OfATakenName_IsRefusedBeforeAnythingIsMade()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        await bench.ImportAsync(Web());
        HostException taken = await Assert.ThrowsAsync<HostException>(() => bench.ImportAsync(Web()));
        Assert.Contains("has a machine web01 already", taken.Message, StringComparison.Ordinal);
        Assert.Single(bench.All("VDI"));
    }

    [Fact]
    public async Task Import_AsParavirtual_IsRefused()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        var refused = await Assert.ThrowsAsync<UnsupportedImageException>(() => bench.ImportAsync(Web(), new ImportOptions { Type = DomainType.Pv }));
        Assert.Contains("leave --domain", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name_label")]
    [InlineData("uuid")]
    public async Task Import_IntoANamedStorage_GoesThere(string field)
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        string fast = bench.AddStorage("Fast SSD", "ext", 1L << 40);
        await bench.ImportAsync(Web(), new ImportOptions { Pool = bench.State.Database.Get("SR", fast)[field]!.ToString() });
        Assert.Equal(fast, Assert.Single(bench.All("VDI"))["SR"]!.ToString());
    }

    [Fact]
    public async Task Import_IntoAnUnknownStorage_NamesThoseThereAre()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        HostException unknown = await Assert.ThrowsAsync<HostException>(() => bench.ImportAsync(Web(), new ImportOptions { Pool = "slow" }));
        Assert.Equal("pool1: has no storage slow; it has local", unknown.Message);
    }

    [Fact]
    public async Task Import_IntoAThickStorageWithoutRoom_IsRefused()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        bench.AddStorage("lun", "lvmoiscsi", 1L << 20);
        HostException full = await Assert.ThrowsAsync<HostException>(() => bench.ImportAsync(Web(), new ImportOptions { Pool = "lun" }));
        Assert.Contains("choose another pool", full.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_IntoAStorageThatNobodyHas_IsRefused()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        bench.AddStorage("away", "nfs", 1L << 40, isAttached: false);
        HostException away = await Assert.ThrowsAsync<HostException>(() => bench.ImportAsync(Web(), new ImportOptions { Pool = "away" }));
        Assert.Contains("no host has it attached", away.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name_label")]
    [InlineData("bridge")]
    [InlineData("uuid")]
    public async Task Import_OntoANetwork_FindsItByItsNameAndMore(string field)
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        string storage = bench.State.Add("network", new JsonObject { ["name_label"] = "Storage network", ["bridge"] = "xenbr7" });
        await bench.ImportAsync(Web(bench.State.Database.Get("network", storage)[field]!.ToString()));
        Assert.Equal(storage, Assert.Single(bench.All("VIF"))["network"]!.ToString());
    }

    [Fact]
    public async Task Import_ThatStartsWithItsHost_IsSaidAtBothPlaces()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        await bench.ImportAsync(Web(), new ImportOptions { StartsWithHost = true });
        Assert.Equal("true", bench.Machine("web01")["other_config"]!["auto_poweron"]!.ToString());
        Assert.Equal("true", Assert.Single(bench.All("pool"))["other_config"]!["auto_poweron"]!.ToString());
        await bench.Host.UpdateAsync("web01", record => record with { StartsWithHost = false, Description = "the shop" }, default);
        Assert.DoesNotContain("auto_poweron", Config(bench.Machine("web01")));
        MachineRecord record = (await bench.Host.FindAsync("web01", default)).Record;
        Assert.Equal((false, "the shop"), (record.StartsWithHost, record.Description));
    }

    [Fact]
    public async Task Update_OfTheDescription_LeavesThePoolsAutostartAlone()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        bench.State.Add("VM", new JsonObject { ["name_label"] = "old", ["other_config"] = new JsonObject { ["auto_poweron"] = "true" } });
        await bench.Host.UpdateAsync("old", record => record with { Description = "the shop" }, default);
        Assert.DoesNotContain("auto_poweron", Config(Assert.Single(bench.All("pool"))));
    }

    [Fact]
    public async Task Remove_TakesItsDisks_AndLeavesThoseOfOthers()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        await bench.ImportAsync(Web());
        string vdi = bench.State.Database.All("VDI").Single().Key;
        string other = bench.State.Add("VM", new JsonObject { ["name_label"] = "other" });
        string shared = bench.State.Add("VBD", new JsonObject { ["VM"] = other, ["VDI"] = vdi });
        Assert.Empty(await bench.Host.RemoveAsync("web01", keepsDisks: false, default));
        Assert.Single(bench.All("VDI"));

        bench.State.Database.Remove("VBD", shared);
        bench.State.Add("VBD", new JsonObject { ["VM"] = other, ["VDI"] = vdi });
        Assert.Empty(await bench.Host.RemoveAsync("other", keepsDisks: false, default));
        Assert.Empty(bench.All("VDI"));
    }

    [Fact]
    public async Task Remove_KeepingDisks_TellsWhichTheyAre()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        await bench.ImportAsync(Web());
        string kept = Assert.Single(await bench.Host.RemoveAsync("web01", keepsDisks: true, default));
        Assert.Equal(kept, Assert.Single(bench.All("VDI"))["uuid"]!.ToString());
    }

    [Fact]
    public async Task Remove_OfARunningMachine_IsRefused()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        await bench.ImportAsync(Web());
        await bench.Host.Power.StartAsync("web01", isPaused: false, default);
        HostException running = await Assert.ThrowsAsync<HostException>(() => bench.Host.RemoveAsync("web01", keepsDisks: false, default));
        Assert.Equal("pool1: web01 is running: stop it first", running.Message);
    }

    [Fact]
    public async Task Group_StartsAndStopsAsOne_AndGoesWithItsLastMachine()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        Machine[] machines = [new Machine { Id = "db", Name = "db" }, new Machine { Id = "web", Name = "web" }];
        await bench.ImportAsync(new MemorySource(new MachineGroup { Name = "shop", Machines = machines }, new Dictionary<string, Formats.Disks.Disk>()));
        await bench.Host.Power.StartAsync("shop", isPaused: false, default);
        Assert.All(await bench.Host.ListAsync(default), machine => Assert.Equal((MachineState.Running, "shop"), (machine.State, machine.Record.Group)));
        await bench.Host.Power.StopAsync("shop", TimeSpan.Zero, default);
        await bench.Host.RemoveAsync("db", keepsDisks: false, default);
        Assert.Single(bench.All("VM_appliance"));
        await bench.Host.RemoveAsync("web", keepsDisks: false, default);
        Assert.Empty(bench.All("VM_appliance"));
    }

    [Fact]
    public async Task Find_OfANameThatTwoHave_WantsAUuid()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        string first = bench.State.Add("VM", new JsonObject { ["name_label"] = "web" });
        bench.State.Add("VM", new JsonObject { ["name_label"] = "web" });
        HostException two = await Assert.ThrowsAsync<HostException>(() => bench.Host.FindAsync("web", default));
        Assert.Contains("2 machines called web", two.Message, StringComparison.Ordinal);
        string uuid = bench.State.Database.Get("VM", first)["uuid"]!.ToString();
        Assert.Equal(Guid.Parse(uuid), (await bench.Host.FindAsync(uuid, default)).Record.Uuid);
        HostException none = await Assert.ThrowsAsync<HostException>(() => bench.Host.FindAsync("db", default));
        Assert.Contains("has no machine db", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Describe_TellsHostStorageAndNetworks()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        HostReport report = await bench.Host.DescribeAsync(default);
        Assert.Equal(("labhost, XCP-ng 8.3.0", 8, 64L << 30, 48L << 30), (report.HostName, report.Cpus, report.Memory, report.FreeMemory));
        Assert.Equal(("local", 1L << 40), (report.Pools[0].Pool.Name, report.Pools[0].Size));
        Assert.Equal(Network, Assert.Single(report.Networks).Bridge);
    }

    [Fact]
    public async Task Open_WithAPasswordThatOthersCanRead_IsRefused()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        HostEntry entry = bench.Entry;
        Tool.Run("chmod", "604", entry.PasswordFile!);
        HostException open = await Assert.ThrowsAsync<HostException>(() => XenHosts.OpenAsync(entry, mayAsk: false, default));
        Assert.Contains("can be read by others", open.Message, StringComparison.Ordinal);
    }

    private static MemorySource Web(string network = "VM Network") => MemorySource.Of(
        new Machine { Id = "vm", Name = "web01", Cpus = 2, NetworkCards = [new NetworkCard { Network = network, Mac = Mac }] }, new TestDisk(Content));

    private static IEnumerable<string> Config(JsonObject record) => record["other_config"]!.AsObject().Select(pair => pair.Key);
}

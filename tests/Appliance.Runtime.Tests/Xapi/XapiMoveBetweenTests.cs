using System.Text.Json.Nodes;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Tests.Watching;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>Machines are moved from one pool to another.</summary>
public sealed class XapiMoveBetweenTests
{
    [Theory]
    [InlineData("Running", "labhost of pool1")]
    [InlineData("Halted", "pool1")]
    [InlineData("Suspended", "pool1")]
    public async Task Move_TakesTheMachineWithItsBytes_AndLeavesNothing(string power, string place)
    {
        await using MoveBench bench = await MoveBench.OpenAsync("local", power);
        string uuid = bench.Here.Machine("web01")["uuid"]!.ToString();
        Assert.Equal(place, await bench.BetweenAsync());
        Assert.Equal((uuid, power), (bench.There.Machine("web01")["uuid"]!.ToString(), bench.There.Machine("web01")["power_state"]!.ToString()));
        DiskAssert.Same(MoveBench.Content, bench.There.State.DiskOf(Assert.Single(bench.There.State.Database.All("VDI")).Key));
        Assert.Empty(await bench.Here.Host.ListAsync(default));
        Assert.Empty(bench.Here.All("VDI"));
        Assert.Single(bench.There.All("session"));
    }

    [Fact]
    public async Task Move_KeepsWhatIsWrittenDownOfTheMachine()
    {
        await using MoveBench bench = await MoveBench.OpenAsync("local");
        bench.Here.Machine("web01")["other_config"]!["appliance.health.0"] = "tcp:22";
        await bench.BetweenAsync();
        Assert.Equal("tcp:22", bench.There.Machine("web01")["other_config"]!["appliance.health.0"]!.ToString());
    }

    [Fact]
    public async Task Move_OfWhatStartsWithItsHost_HasTheOtherPoolAllowIt()
    {
        await using MoveBench bench = await MoveBench.OpenAsync("local");
        await bench.BetweenAsync();
        Assert.Equal("true", Assert.Single(bench.There.All("pool"))["other_config"]!["auto_poweron"]!.ToString());
        Assert.True((await bench.There.Host.FindAsync("web01", default)).Record.StartsWithHost);
    }

    [Fact]
    public async Task Move_OntoANetworkOfAnotherName_NeedsToBeTold()
    {
        await using MoveBench bench = await MoveBench.OpenAsync("local");
        string office = bench.There.State.Database.All("network").Single().Key;
        bench.There.State.Database.Get("network", office)["name_label"] = "Office";
        const string Here = "Pool-wide network associated with eth0";
        HostException missing = await Assert.ThrowsAsync<HostException>(() => bench.BetweenAsync());
        Assert.Equal($"pool1: has no network {Here}; it has Office: choose one with --network \"{Here}=NAME\"", missing.Message);
        await bench.BetweenAsync(new MigrationOptions { Networks = new Dictionary<string, string> { [Here] = "Office" } });
        Assert.Equal("Office", (await bench.There.Host.FindAsync("web01", default)).Record.Cards[0].Bridge);
    }

    [Fact]
    public async Task Move_OfANetworkThatItIsNotOn_IsRefused()
    {
        await using MoveBench bench = await MoveBench.OpenAsync("local");
        var options = new MigrationOptions { Networks = new Dictionary<string, string> { ["DMZ"] = "Office" } };
        HostException unknown = await Assert.ThrowsAsync<HostException>(() => bench.BetweenAsync(options));
        Assert.Contains("web01 has no network card on DMZ", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Move_HostWithTheMostMemoryDoesNotSeeTheStorage_TakesTheNext()
    {
        await using MoveBench bench = await MoveBench.OpenAsync("local");
        string metrics = bench.There.State.Add("host_metrics", new JsonObject { ["memory_free"] = 1L << 40 });
        bench.There.State.Add("host", new JsonObject { ["name_label"] = "big", ["metrics"] = metrics });
        Assert.Equal("labhost of pool1", await bench.BetweenAsync());
    }

    [Fact]
    public async Task Move_AllHostsAreInMaintenance_SaysSo()
    {
        await using MoveBench bench = await MoveBench.OpenAsync("local");
        string first = bench.There.State.Database.All("host").Single().Key;
        bench.There.State.Database.Get("host", first)["enabled"] = false;
        HostException none = await Assert.ThrowsAsync<HostException>(() => bench.BetweenAsync());
        Assert.Contains("none of its hosts takes machines", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Move_PoolsDoNotReachEachOther_SaysSo_AndMovesNothing()
    {
        await using MoveBench bench = await MoveBench.OpenAsync("local");
        bench.Here.State.Peers.Clear();
        HostException apart = await Assert.ThrowsAnyAsync<HostException>(() => bench.BetweenAsync());
        Assert.Contains("the hosts of both pools have to see each other", apart.Message, StringComparison.Ordinal);
        Assert.Equal(MachineState.Running, (await bench.Here.Host.FindAsync("web01", default)).State);
    }

    [Fact]
    public async Task Move_OutOfAVApp_IsToldOf()
    {
        await using MoveBench bench = await MoveBench.OpenAsync("local");
        bench.Here.Machine("web01")["appliance"] = bench.Here.State.Add("VM_appliance", new JsonObject { ["name_label"] = "shop" });
        await bench.BetweenAsync();
        Assert.Contains("web01 leaves its vApp", Assert.Single(bench.Warnings), StringComparison.Ordinal);
        MachineStatus moved = await bench.There.Host.FindAsync("web01", default);
        Assert.Null(moved.Record.Group);
    }

    [Fact]
    public async Task Move_Fails_LeavesTheMachineWhereItWas()
    {
        await using MoveBench bench = await MoveBench.OpenAsync("local");
        bench.Here.State.BreaksMoves = true;
        HostException broken = await Assert.ThrowsAsync<HostException>(() => bench.BetweenAsync());
        Assert.EndsWith("web01 is where it was: running, on labhost of pool1", broken.Message, StringComparison.Ordinal);
        Assert.Empty(bench.There.All("VDI"));
    }

    [Fact]
    public async Task Move_ToAHostOfAnotherKind_NamesTheOtherWay()
    {
        await using MoveBench bench = await MoveBench.OpenAsync("local");
        await using var other = new ScriptedHost();
        HostException refused = await Assert.ThrowsAsync<HostException>(() => Migration.RunAsync(bench.Here.Host, other, "web01", new MigrationOptions(), default));
        Assert.Contains("appliance export web01 web01.xva --host pool1, and appliance import web01.xva --host xen1", refused.Message, StringComparison.Ordinal);
    }
}

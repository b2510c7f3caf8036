using System.Text.Json.Nodes;
using Appliance.Formats.Machines;
using Appliance.Runtime.Importing;
using Appliance.Testing;
using Appliance.Testing.XapiHost.State;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>Where machines of a pool are started, and whether with their host.</summary>
public sealed class XapiCareTests
{
    [Theory]
    [InlineData("name_label")]
    [InlineData("uuid")]
    public async Task Import_WithAnAffinity_PrefersTheHost(string field)
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        string host = bench.State.Add("host", new JsonObject { ["name_label"] = "host2" });
        await ImportAsync(bench, bench.State.Database.Get("host", host)[field]!.ToString());
        Assert.Equal(host, bench.Machine("web01")["affinity"]!.ToString());
        Assert.Equal("host2", (await bench.Host.FindAsync("web01", default)).Record.Affinity);
    }

    [Fact]
    public async Task Import_WithAnAffinityToAnUnknownHost_IsRefusedBeforeAnythingIsMade()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        HostException unknown = await Assert.ThrowsAsync<HostException>(() => ImportAsync(bench, "host9"));
        Assert.Equal("pool1: has no host host9; it has labhost", unknown.Message);
        Assert.DoesNotContain("VM.create", bench.State.Called);
    }

    [Fact]
    public async Task Update_OfTheAffinity_SetsIt_AndTakesItAway()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        await ImportAsync(bench, null);
        await bench.Host.UpdateAsync("web01", record => record with { Affinity = "labhost" }, default);
        Assert.Equal("labhost", (await bench.Host.FindAsync("web01", default)).Record.Affinity);
        await bench.Host.UpdateAsync("web01", record => record with { Affinity = null }, default);
        Assert.Equal(XapiDatabase.Null, bench.Machine("web01")["affinity"]!.ToString());
    }

    [Fact]
    public async Task Find_OfARunningMachine_TellsItsHost()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        string host = bench.State.Database.All("host").Single().Key;
        bench.State.Add("VM", new JsonObject { ["name_label"] = "web01", ["power_state"] = "Running", ["resident_on"] = host });
        Assert.Equal("labhost", (await bench.Host.FindAsync("web01", default)).Member);
    }

    [Fact]
    public async Task Autostart_OfAMachineThatHasItAlready_HasThePoolAllowIt()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        bench.State.Add("VM", new JsonObject { ["name_label"] = "old", ["other_config"] = new JsonObject { ["auto_poweron"] = "true" } });
        await bench.Host.UpdateAsync("old", record => record with { StartsWithHost = true }, default);
        Assert.Equal("true", PoolsAutostart(bench));
    }

    [Fact]
    public async Task Autostart_TakenOffAMachine_StaysAllowedForOthers()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        foreach (string name in (string[])["web01", "web02"])
        {
            bench.State.Add("VM", new JsonObject { ["name_label"] = name });
            await bench.Host.UpdateAsync(name, record => record with { StartsWithHost = true }, default);
        }

        await bench.Host.UpdateAsync("web01", record => record with { StartsWithHost = false }, default);
        Assert.Equal((false, true), (await StartsAsync(bench, "web01"), await StartsAsync(bench, "web02")));
        Assert.Equal("true", PoolsAutostart(bench));
    }

    [Fact]
    public async Task Autostart_WhichAnotherAllowsAtTheSameTime_IsOn()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        bench.State.Add("VM", new JsonObject { ["name_label"] = "web01" });
        JsonObject pool = Assert.Single(bench.All("pool"));
        bench.State.Calling = method => pool["other_config"]!["auto_poweron"] = method == "pool.add_to_other_config" ? "true" : "false";
        await bench.Host.UpdateAsync("web01", record => record with { StartsWithHost = true }, default);
        Assert.True(await StartsAsync(bench, "web01"));
    }

    private static Task ImportAsync(XapiPoolBench bench, string? affinity)
        => bench.ImportAsync(MemorySource.Of(new Machine { Id = "vm", Name = "web01" }, new TestDisk(TestDisk.Mixed(1 << 20))), new ImportOptions { Affinity = affinity });

    private static async Task<bool> StartsAsync(XapiPoolBench bench, string machine) => (await bench.Host.FindAsync(machine, default)).Record.StartsWithHost;

    private static string? PoolsAutostart(XapiPoolBench bench) => Assert.Single(bench.All("pool"))["other_config"]!["auto_poweron"]?.ToString();
}

using System.Text.Json.Nodes;
using Appliance.Runtime.Hosts;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>What imports have left in a pool is told from what is still being made, and removed.</summary>
public sealed class XapiCheckerTests
{
    private const string Mark = "cb6a0f5e";

    // Four beats, and a little.
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(17);

    private readonly NoticedPauses _time = new();

    [Fact]
    public async Task Check_OfAPoolWithoutMarks_FindsNothing_AndDoesNotWait()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync(_time);
        _time.In = (Between, () => Assert.Fail("it waited"));
        bench.State.Add("VM", new JsonObject { ["name_label"] = "web" });
        Assert.Empty(await bench.Host.CheckAsync(default));
    }

    [Fact]
    public async Task Repair_OfAnImportThatWasCutOff_RemovesAllOfIt_AndNothingElse()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync(_time);
        _time.In = (Between, () => { });
        Leave(bench);
        bench.State.Add("VM", new JsonObject { ["name_label"] = "other" });
        bench.State.Add("VDI", new JsonObject { ["name_label"] = "other" });
        HostFinding found = Assert.Single(await bench.Host.CheckAsync(default));
        Assert.Equal(("import", "web", false), (found.Kind, found.Subject, found.IsNote));

        Assert.True(Assert.Single(await bench.Host.RepairAsync(default)).IsCleaned);
        Assert.Equal("other", Assert.Single(await bench.Host.ListAsync(default)).Record.Name);
        Assert.Equal("other", Assert.Single(bench.All("VDI"))["name_label"]!.ToString());
        Assert.Empty(bench.All("VM_appliance"));
        Assert.Empty(await bench.Host.CheckAsync(default));
    }

    [Fact]
    public async Task Repair_OfAnImportThatGoesOn_LeavesItAlone()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync(_time);
        string vm = Leave(bench);
        _time.In = (Between, () => bench.State.Database.Get("VM", vm)["other_config"]!["appliance_beat"] = "8");
        HostFinding found = Assert.Single(await bench.Host.RepairAsync(default));
        Assert.Equal((true, false, "is going on"), (found.IsNote, found.IsCleaned, found.Message));
        Assert.Single(bench.All("VDI"));
    }

    [Fact]
    public async Task Repair_OfADiskAlone_RemovesIt()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync(_time);
        _time.In = (Between, () => { });
        bench.State.Add("VDI", new JsonObject { ["other_config"] = new JsonObject { ["appliance_import"] = Mark } });
        Assert.True(Assert.Single(await bench.Host.RepairAsync(default)).IsCleaned);
        Assert.Empty(bench.All("VDI"));
    }

    [Fact]
    public async Task Repair_OfAnImportThatWasCutOffAtItsEnd_LeavesTheMachineItsDisks()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync(_time);
        _time.In = (Between, () => { });
        Leave(bench);
        string whole = bench.State.Add("VM", new JsonObject { ["name_label"] = "whole" });
        bench.State.Add("VBD", new JsonObject { ["VM"] = whole, ["VDI"] = bench.State.Database.All("VDI").Single().Key });
        Assert.True(Assert.Single(await bench.Host.RepairAsync(default)).IsCleaned);
        Assert.Single(bench.All("VDI"));
        Assert.Equal("whole", Assert.Single(await bench.Host.ListAsync(default)).Record.Name);
        Assert.Empty(await bench.Host.CheckAsync(default));
    }

    [Fact]
    public async Task Repair_LeavesASnapshotThatHasItsMarkFromAnImport()
    {
        await using XapiPoolBench bench = await XapiPoolBench.OpenAsync(_time);
        _time.In = (Between, () => { });
        bench.State.Add("VM", new JsonObject { ["is_a_snapshot"] = true, ["other_config"] = new JsonObject { ["appliance_import"] = Mark, ["appliance_beat"] = "7" } });
        Assert.Empty(await bench.Host.RepairAsync(default));
        Assert.Equal(2, bench.All("VM").Count());
    }

    /// <summary>What there is of an import in its middle.</summary>
    /// <returns>The machine's reference.</returns>
    private static string Leave(XapiPoolBench bench)
    {
        string group = bench.State.Add("VM_appliance", new JsonObject { ["name_label"] = "shop" });
        bench.State.Add("VDI", new JsonObject { ["name_label"] = "disk", ["other_config"] = new JsonObject { ["appliance_import"] = Mark } });
        return bench.State.Add("VM", new JsonObject
        {
            ["name_label"] = "web",
            ["appliance"] = group,
            ["other_config"] = new JsonObject { ["appliance_import"] = Mark, ["appliance_beat"] = "7" },
        });
    }
}

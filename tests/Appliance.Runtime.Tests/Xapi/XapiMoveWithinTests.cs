using System.Text.Json.Nodes;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>Machines are moved within a pool.</summary>
public sealed class XapiMoveWithinTests
{
    [Fact]
    public async Task Move_SharedStorage_TakesOnlyTheMemory()
    {
        await using MoveBench bench = await MoveBench.OpenAsync("shared");
        Assert.Equal("host2 of pool1", await bench.WithinAsync("host2"));
        Assert.Equal(bench.Host("host2"), bench.Here.Machine("web01")["resident_on"]!.ToString());
        Assert.Contains("Async.VM.pool_migrate", bench.Here.State.Called);
        Assert.DoesNotContain("Async.VM.migrate_send", bench.Here.State.Called);
    }

    [Fact]
    public async Task Move_TellsHowFarItsTaskIs()
    {
        await using MoveBench bench = await MoveBench.OpenAsync("shared");
        await bench.WithinAsync("host2");
        Assert.Equal(1, bench.Parts[^1]);
    }

    [Fact]
    public async Task Move_NobodyNamed_TakesTheHostWithTheMostMemory()
    {
        await using MoveBench bench = await MoveBench.OpenAsync("shared");
        bench.AddHost("host3", memory: 16L << 30);
        bench.Plug("host3", "shared");
        Assert.Equal("host3 of pool1", await bench.WithinAsync());
    }

    [Fact]
    public async Task Move_NobodyElseSeesItsDisks_SaysWhatToName()
    {
        await using MoveBench bench = await MoveBench.OpenAsync("local");
        HostException none = await Assert.ThrowsAsync<HostException>(() => bench.WithinAsync());
        Assert.Contains("no other host can run web01 with its disks where they are; name one with --member", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Move_ToAHostThatDoesNotSeeItsDisks_TakesThemAlong()
    {
        await using MoveBench bench = await MoveBench.OpenAsync("local");
        Assert.Equal("host2 of pool1", await bench.WithinAsync("host2", "shared"));
        JsonObject disk = Assert.Single(bench.Here.All("VDI"));
        Assert.Equal(bench.Storage("shared"), disk["SR"]!.ToString());
        DiskAssert.Same(MoveBench.Content, bench.Here.State.DiskOf(Assert.Single(bench.Here.State.Database.All("VDI")).Key));
    }

    [Fact]
    public async Task Move_DefaultStorageIsNotSeen_NamesThoseThatAre()
    {
        await using MoveBench bench = await MoveBench.OpenAsync("local");
        HostException unseen = await Assert.ThrowsAsync<HostException>(() => bench.WithinAsync("host2"));
        Assert.Equal("pool1: host2 does not see the storage local; name one that it sees with --sr: shared", unseen.Message);
    }

    [Theory]
    [InlineData("Running", "labhost of pool1")]
    [InlineData("Halted", "pool1")]
    public async Task Move_ToAnotherStorage_LeavesTheMachineWhereItIs(string power, string place)
    {
        await using MoveBench bench = await MoveBench.OpenAsync("local", power);
        Assert.Equal(place, await bench.WithinAsync(storage: "shared"));
        Assert.Equal(bench.Storage("shared"), Assert.Single(bench.Here.All("VDI"))["SR"]!.ToString());
        Assert.Equal(power, bench.Here.Machine("web01")["power_state"]!.ToString());
    }

    [Theory]
    [InlineData("Running", "labhost", "web01 runs on labhost already: there is nothing to do")]
    [InlineData("Halted", null, "web01 is stopped, and is on no host of its pool: name a storage with --sr, or another pool with --to")]
    [InlineData("Halted", "host2", "web01 is stopped, and host2 sees its disks: there is nothing to move; set --affinity has it start there")]
    [InlineData("Paused", "host2", "web01 is paused, and a pool moves what runs, is stopped or suspended: resume it first")]
    [InlineData("Running", "host9", "has no host host9; it has host2, labhost")]
    public async Task Move_ThatCannotBe_IsRefused(string power, string? member, string message)
    {
        await using MoveBench bench = await MoveBench.OpenAsync("shared", power);
        HostException refused = await Assert.ThrowsAsync<HostException>(() => bench.WithinAsync(member));
        Assert.Equal($"pool1: {message}", refused.Message);
    }

    [Fact]
    public async Task Move_HostLacksMemory_IsRefusedBeforeItBegins()
    {
        await using MoveBench bench = await MoveBench.OpenAsync("shared");
        bench.AddHost("small", memory: 1 << 20);
        bench.Plug("small", "shared");
        HostException small = await Assert.ThrowsAnyAsync<HostException>(() => bench.WithinAsync("small"));
        Assert.Contains("it lacks memory", small.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Async.VM.pool_migrate", bench.Here.State.Called);
    }

    [Fact]
    public async Task Move_Fails_TellsWhereTheMachineIs()
    {
        await using MoveBench bench = await MoveBench.OpenAsync("local");
        bench.Here.State.BreaksMoves = true;
        HostException broken = await Assert.ThrowsAsync<HostException>(() => bench.WithinAsync("host2", "shared"));
        Assert.Equal("MIRROR_FAILED", broken.Code);
        Assert.EndsWith("; web01 is where it was: running, on labhost of pool1", broken.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Here.All("task"));
    }

    [Fact]
    public async Task Move_GivenUp_IsCancelledThere_AndTellsWhereTheMachineIs()
    {
        await using MoveBench bench = await MoveBench.OpenAsync("shared");
        bench.Here.State.HoldsMoves = true;
        using var stop = new CancellationTokenSource();
        bench.Here.State.Calling = method => StopAt(method, "Async.VM.pool_migrate", stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.WithinAsync("host2", cancellationToken: stop.Token));
        Assert.Contains("task.cancel", bench.Here.State.Called);
        Assert.Equal("web01 is where it was: running, on labhost of pool1", Assert.Single(bench.Warnings));
        Assert.Empty(bench.Here.All("task"));
    }

    private static void StopAt(string method, string wanted, CancellationTokenSource stop)
    {
        if (method == wanted)
        {
            stop.Cancel();
        }
    }
}

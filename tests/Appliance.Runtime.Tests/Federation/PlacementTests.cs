using Appliance.Runtime.Federation;
using Appliance.Runtime.Importing;
using Xunit;

namespace Appliance.Runtime.Tests.Federation;

public sealed class PlacementTests
{
    private const long GiB = 1L << 30;

    private readonly StubFleet _hosts = new();

    [Fact]
    public async Task Choose_SeveralFit_TakesTheMostMemory()
    {
        _hosts.Add("xen1");
        StubHost large = _hosts.Add("xen2");
        large.Report = large.Report with { FreeMemory = 12 * GiB };
        PlacementResult result = await ChooseAsync("any");
        Assert.Equal("xen2", result.Chosen?.Host.Name);
        Assert.Equal("xen2 is chosen of 2 saved hosts: 12 GiB of memory are free, and 50 GiB in default; of 2 that fit it has the most left", result.Reason);
    }

    [Fact]
    public async Task Choose_Ties_AreBrokenByTheName()
    {
        _hosts.Add("xen2");
        _hosts.Add("xen1");
        Assert.Equal("xen1", (await ChooseAsync("any")).Chosen?.Host.Name);
    }

    [Fact]
    public async Task Choose_RoomOnlyWhileSparse_ComesAfterRoomForCertain()
    {
        StubHost full = _hosts.Add("xen1");
        full.Storages[0] = full.Storages[0] with { Free = GiB };
        full.Report = full.Report with { FreeMemory = 12 * GiB };
        _hosts.Add("xen2");
        Assert.Equal("xen2", (await ChooseAsync("any")).Chosen?.Host.Name);
    }

    [Fact]
    public async Task Choose_EachRefusedHost_HasItsReason()
    {
        _hosts.Add("a-unlabelled");
        _hosts.Add("b-other", "other", "gold");
        StubHost near = _hosts.Add("c-near", null, "gold");
        near.Add("web09");
        StubHost small = _hosts.Add("d-small", null, "gold");
        small.Report = small.Report with { FreeMemory = GiB };
        StubHost full = _hosts.Add("e-full", null, "gold");
        full.Storages[0] = full.Storages[0] with { Free = GiB, TakesWholeSize = true };
        _hosts.Add("f-taken", null, "gold").Refusal = new HostException("f-taken", "has a machine web1 already");
        _hosts.Add("g-lost", null, "gold").Silence = "is out of reach";
        PlacementResult result = await ChooseAsync("label=gold,anti=web*");
        Assert.Null(result.Chosen);
        Assert.Equal("none of 7 saved hosts takes web", result.Reason);
        Assert.Equal(
            [
                new HostRefusal("a-unlabelled", "has no label gold"),
                new HostRefusal("b-other", "belongs to other"),
                new HostRefusal("c-near", "has web09, from which anti=web* keeps it apart"),
                new HostRefusal("d-small", "has 1 GiB of memory free, and 2 GiB are needed"),
                new HostRefusal("e-full", "has 1 GiB free in default, and 10 GiB are needed at once"),
                new HostRefusal("f-taken", "has a machine web1 already"),
                new HostRefusal("g-lost", "is out of reach", IsOutOfReach: true),
            ],
            result.Refused);
    }

    [Fact]
    public async Task Choose_WithoutSavedHosts_TellsHowToSaveOne()
        => Assert.Equal("no host is saved; appliance host add saves one", (await ChooseAsync("any")).Reason);

    [Fact]
    public async Task Choose_AnothersHost_IsNotEvenAsked()
    {
        StubHost others = _hosts.Add("xen1", "other");
        _hosts.Add("xen2", "acme");
        Assert.Equal("xen2", (await ChooseAsync("tenant=acme")).Chosen?.Host.Name);
        Assert.False(others.WasOpened);
    }

    [Fact]
    public async Task Choose_StorageThatFits_IsTheOneThatIsAskedFor()
    {
        StubHost host = _hosts.Add("xen1");
        host.Storages[0] = host.Storages[0] with { Free = 1, TakesWholeSize = true };
        host.Storages.Add(host.Storages[0] with { Name = "large", Free = 90 * GiB, IsDefault = false });
        Assert.Equal("large", (await ChooseAsync("any")).Chosen?.Pool);
        Assert.Equal(["large"], host.Pools);
    }

    private Task<PlacementResult> ChooseAsync(string wish)
        => new Placement(PlacementWish.Parse(wish), StubFleet.Needs(10, 2), new ImportOptions()).ChooseAsync(_hosts.Entries, _hosts.OpenAsync, default);
}

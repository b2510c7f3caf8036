using Appliance.Runtime.Federation;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Xunit;

namespace Appliance.Runtime.Tests.Federation;

public sealed class PlacementWishTests
{
    [Fact]
    public void Parse_AllWords_AreRead()
    {
        var wish = PlacementWish.Parse("label=gold,label=site=berlin,tenant=acme,anti=web*,anti=shop");
        Assert.Equal((HostLabels.Parse(["gold", "site=berlin"]), "acme"), (wish.Hosts.Labels, wish.Hosts.Tenant));
        Assert.Equal(["web*", "shop"], wish.Apart);
    }

    [Fact]
    public void Parse_Any_WishesNothing()
    {
        var wish = PlacementWish.Parse("any");
        Assert.Equal((HostLabels.None, null, 0), (wish.Hosts.Labels, wish.Hosts.Tenant, wish.Apart.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("gold")]
    [InlineData("label=")]
    [InlineData("label=gold,")]
    [InlineData("labels=gold")]
    [InlineData("tenant=a,tenant=b")]
    [InlineData("label=a b")]
    [InlineData("any,label=gold")]
    public void Parse_NoWish_IsRefused(string text) => Assert.Throws<FormatException>(() => PlacementWish.Parse(text));

    [Theory]
    [InlineData("label=gold", null, null)]
    [InlineData("label=gold,label=site=rome,label=ssd", null, "has no label site=rome, ssd")]
    [InlineData("tenant=acme", null, "belongs to nobody, and not to acme")]
    [InlineData("tenant=acme", "acme", null)]
    [InlineData("tenant=acme", "other", "belongs to other")]
    [InlineData("any", "acme", "belongs to acme")]
    public void RefusalOf_Host_GoesByLabelsAndTenant(string text, string? tenant, string? refusal)
    {
        var host = new HostEntry { Name = "xen1", Address = HostAddress.Parse("xl://"), Tenant = tenant, Labels = HostLabels.Parse(["gold", "site=berlin"]) };
        Assert.Equal(refusal, PlacementWish.Parse(text).RefusalOf(host));
    }

    [Theory]
    [InlineData("anti=web01", true)]
    [InlineData("anti=web*", true)]
    [InlineData("anti=shop", true)]
    [InlineData("anti=web", false)]
    [InlineData("anti=db,anti=sh*", true)]
    public void RefusalOf_Machines_GoesByNamesGroupsAndPatterns(string text, bool isRefused)
    {
        var machine = new MachineRecord { Name = "web01", Uuid = Guid.NewGuid(), Group = "shop" };
        Assert.Equal(isRefused, PlacementWish.Parse(text).RefusalOf([machine]) is not null);
    }
}

using Appliance.Runtime.Hosts;
using Xunit;

namespace Appliance.Runtime.Tests.Federation;

public sealed class HostLabelsTests
{
    [Theory]
    [InlineData("gold", true)]
    [InlineData("site", true)]
    [InlineData("site=berlin", true)]
    [InlineData("site=rome", false)]
    [InlineData("gold=yes", false)]
    [InlineData("sit", false)]
    public void Has_Asked_IsAKeyOfAnyValue_OrTheWholeLabel(string asked, bool expected)
        => Assert.Equal(expected, HostLabels.Parse(["site=berlin", "gold"]).Has(asked));

    [Theory]
    [InlineData("")]
    [InlineData("=berlin")]
    [InlineData("site=")]
    [InlineData("a,b")]
    [InlineData("a b")]
    [InlineData("-a")]
    public void Parse_NoLabel_IsRefused(string text) => Assert.Throws<FormatException>(() => HostLabels.Parse([text]));

    [Fact]
    public void Parse_OneKeyTwice_IsRefused()
        => Assert.Equal("site=berlin and site=rome: a host has one label site", Assert.Throws<FormatException>(() => HostLabels.Parse(["site=berlin", "site=rome"])).Message);

    [Fact]
    public void With_AKeyThatIsThere_TakesItsPlace()
        => Assert.Equal("gold, site=rome", HostLabels.Parse(["site=berlin", "gold"]).With(HostLabels.Parse(["site=rome"])).ToString());

    [Fact]
    public void Without_AKey_TakesItsLabelOff()
        => Assert.Equal("gold", HostLabels.Parse(["site=berlin", "gold"]).Without(["site"]).ToString());

    [Fact]
    public void Equals_SameLabelsInAnotherOrder_AreEqual()
        => Assert.Equal(HostLabels.Parse(["a", "b=c"]), HostLabels.Parse(["b=c", "a"]));
}

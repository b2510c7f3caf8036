using Appliance.Formats.Machines;
using Appliance.Formats.Ovf;
using Xunit;

namespace Appliance.Formats.Tests.Ovf;

/// <summary>Which values a property takes.</summary>
public sealed class OvfPropertyRulesTests
{
    [Theory]
    [InlineData("string", null, "anything\nat all")]
    [InlineData("string", "MinLen(1) MaxLen(3)", "abc")]
    [InlineData("uint8", null, "255")]
    [InlineData("uint64", null, "18446744073709551615")]
    [InlineData("sint16", "MinValue(-5)", "-5")]
    [InlineData("real32", "MaxValue(1.5)", "1.25")]
    [InlineData("Boolean", null, "True")]
    [InlineData("string", "ValueMap{\"small size\", \"large\"}", "small size")]
    [InlineData("ip", null, "192.0.2.10")]
    [InlineData("string", "Ip", "2001:db8::1")]
    [InlineData("string", "Ip(\"VM Network\")", "")]
    [InlineData("expression", null, "of another program")]
    public void ProblemOf_ValueThatFits_IsNone(string type, string? qualifiers, string value)
        => Assert.Null(OvfPropertyRules.ProblemOf(Property(type, qualifiers), value));

    [Theory]
    [InlineData("string", null, "\a", "has a character that XML cannot hold")]
    [InlineData("string", "MinLen(1)", "", "has at least 1 characters")]
    [InlineData("string", "MaxLen(3)", "abcd", "has at most 3 characters")]
    [InlineData("uint8", null, "256", "is a whole number from 0 to 255")]
    [InlineData("uint16", null, "", "is a whole number from 0 to 65535")]
    [InlineData("sint8", null, "1.5", "is a whole number from -128 to 127")]
    [InlineData("uint16", "MinValue(1024)", "80", "is at least 1024")]
    [InlineData("uint16", "MaxValue(1024)", "8080", "is at most 1024")]
    [InlineData("real64", null, "many", "is a number")]
    [InlineData("boolean", null, "yes", "is true or false")]
    [InlineData("string", "ValueMap{\"small size\", \"large\"}", "small", "is one of small size, large")]
    [InlineData("ip", null, "1", "is an IP address, such as 192.0.2.10")]
    [InlineData("string", "MaxLen(30) Ip(\"VM Network\")", "web01", "is an IP address, such as 192.0.2.10")]
    public void ProblemOf_ValueThatDoesNotFit_SaysWhatDoes(string type, string? qualifiers, string value, string problem)
        => Assert.Equal(problem, OvfPropertyRules.ProblemOf(Property(type, qualifiers), value));

    [Theory]
    [InlineData("MinLen(1)", null, true)]
    [InlineData("MinLen(8) MaxLen(20)", "", true)]
    [InlineData("MinLen(1)", "there", false)]
    [InlineData("MinLen(0)", null, false)]
    [InlineData(null, null, false)]
    public void NeedsValue_OnlyWhereAnEmptyOneIsForbidden(string? qualifiers, string? value, bool expected)
        => Assert.Equal(expected, OvfPropertyRules.NeedsValue(Property("string", qualifiers) with { Value = value }));

    [Fact]
    public void NeedsValue_OfWhatNobodyMayChange_IsFalse()
        => Assert.False(OvfPropertyRules.NeedsValue(Property("string", "MinLen(1)") with { IsUserConfigurable = false }));

    private static ProductProperty Property(string type, string? qualifiers) => new() { Key = "k", Type = type, Qualifiers = qualifiers, IsUserConfigurable = true };
}

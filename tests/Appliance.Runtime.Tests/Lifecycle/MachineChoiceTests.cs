using Appliance.Formats.Machines;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Xunit;

namespace Appliance.Runtime.Tests.Lifecycle;

public sealed class MachineChoiceTests
{
    private static readonly MachineStatus[] All = [Of("db", "shop", 2), Of("web01", "shop", 1), Of("web02"), Of("web10"), Of("mail")];

    [Theory]
    [InlineData("web02", "web02")]
    [InlineData("web*", "web01 web02 web10")]
    [InlineData("web0? mail", "web01 web02 mail")]
    [InlineData("mail * mail", "mail db web01 web02 web10")]
    [InlineData("shop", "web01 db")]
    [InlineData("WEB01", "WEB01")]
    [InlineData("nobody* web02", "nobody* web02")]
    public void Words_ChooseMachinesInTheirOrder_EachOnce(string words, string expected)
        => Assert.Equal(expected.Split(' '), MachineChoice.Choose(All, words.Split(' '), keepsGroups: false).Select(chosen => chosen.Name));

    [Fact]
    public void AGroup_StaysOneWhereThatIsWanted()
    {
        ChosenMachine group = Assert.Single(MachineChoice.Choose(All, ["shop"], keepsGroups: true));
        Assert.True(group.IsGroup);
        Assert.Equal(["web01", "db"], group.Members.Select(member => member.Record.Name));
    }

    [Fact]
    public void AName_IsAMachinesBeforeItIsAGroups()
        => Assert.False(Assert.Single(MachineChoice.Choose([.. All, Of("shop")], ["shop"], keepsGroups: true)).IsGroup);

    [Fact]
    public void OnlyWhatIsTypedItself_IsNamed()
        => Assert.Equal([true, false, false], MachineChoice.Choose(All, ["web10", "web*"], keepsGroups: false).Select(chosen => chosen.IsNamed));

    [Fact]
    public void WhatThereIsNot_HasNoMembers() => Assert.Empty(Assert.Single(MachineChoice.Choose(All, ["nobody"], keepsGroups: false)).Members);

    private static MachineStatus Of(string name, string? group = null, int order = 0) => new(
        "xen1", new MachineRecord { Name = name, Uuid = Guid.Empty, Group = group, Start = new StartRule { Order = order } }, MachineState.Stopped);
}

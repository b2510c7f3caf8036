using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Checking;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Records;
using Xunit;

namespace Appliance.Runtime.Tests.Xl.Checking;

public sealed class DomainCheckTests
{
    private static readonly StoredMachine Web = new("web", new MachineRecord { Name = "web", Uuid = Guid.NewGuid() });

    private static readonly XlDomain Own = new(4, Web.Record!.Uuid, "web", MachineState.Running, 1, 0, 1);

    [Fact]
    public void ItsOwnDomain_AndThoseOfOthers_AreNoFindings()
        => Assert.Empty(DomainCheck.Find([Web], [Own, new(5, Guid.NewGuid(), "other", MachineState.Running, 1, 0, 1)]));

    [Fact]
    public void ADomainOfTheSameNameAndAnotherUuid_IsTold()
    {
        Leftover found = Assert.Single(DomainCheck.Find([Web], [Own with { Uuid = Guid.NewGuid() }]));
        Assert.Equal(("domain", "4"), (found.Kind, found.Subject));
        Assert.Null(found.Repair);
    }

    [Fact]
    public void ADomainOfAMachineWithoutARecord_IsTold()
    {
        Leftover found = Assert.Single(DomainCheck.Find([new StoredMachine("web", null)], [Own]));
        Assert.Contains("no whole record", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoDomainsOfOneMachine_AreTold()
    {
        Leftover found = Assert.Single(DomainCheck.Find([Web], [Own, Own with { Id = 5, Name = "web2" }]));
        Assert.Equal("4, 5", found.Subject);
    }

    [Fact]
    public void ADomainThatIsDestroyed_AndOnlyStillListed_IsNoSecondOne()
        => Assert.Empty(DomainCheck.Find([Web], [Own, Own with { Id = 3, Name = "(null)" }]));

    [Fact]
    public void WhatSomebodyWorksOn_IsNoFinding()
        => Assert.Empty(DomainCheck.Find([new StoredMachine("web", null) { LockedBy = "import by a@b" }], [Own]));
}

using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Xl.Domains;
using Xunit;

namespace Appliance.Runtime.Tests.Xl.Domains;

/// <summary>What <c>xl list -v</c> of Xen 4.17 prints.</summary>
public sealed class XlDomainsTests
{
    private const string Heading = "Name                                        ID   Mem VCPUs\tState\tTime(s)   UUID                            Reason-Code\tSecurity Label\n";
    private const string Control = "Domain-0                                     0  1024     1     r-----     253.8 00000000-0000-0000-0000-000000000000        -                -\n";

    private static readonly Guid Uuid = new("3d499b0a-d28f-4b92-abf3-98c651302677");

    [Theory]
    [InlineData("web                                          1   192     1     r-----     100.9 3d499b0a-d28f-4b92-abf3-98c651302677        -                -", "web", MachineState.Running, 100.9)]
    [InlineData("two words                                    1   192     1     -b----       0.0 3d499b0a-d28f-4b92-abf3-98c651302677        -                -", "two words", MachineState.Running, 0.0)]
    [InlineData("web                                          1   192     1     --p---     127.0 3d499b0a-d28f-4b92-abf3-98c651302677        -                -", "web", MachineState.Paused, 127.0)]
    [InlineData("web                                          1   192     1     ---ss-     131.4 3d499b0a-d28f-4b92-abf3-98c651302677        2                -", "web", MachineState.Running, 131.4)]
    [InlineData("web                                          1   192     1     ---sc-     131.4 3d499b0a-d28f-4b92-abf3-98c651302677        3                -", "web", MachineState.Crashed, 131.4)]
    public void ADomain_IsReadAsItIsListed(string line, string name, MachineState state, double seconds)
        => Assert.Equal(new XlDomain(1, Uuid, name, state, 1, 192 << 20, seconds), Assert.Single(XlDomains.Parse($"{Heading}{Control}{line}\n")) with { IsHeldBySave = false });

    [Theory]
    [InlineData("---ss-", "2", true)]
    [InlineData("---s--", "0", false)]
    [InlineData("-b----", "-", false)]
    public void ADomain_IsHeldBySave_WhereItIsDownForThat(string state, string reason, bool isHeld)
        => Assert.Equal(isHeld, Assert.Single(XlDomains.Parse($"{Heading}{Control}web 1 192 1 {state} 1.5 {Uuid} {reason} -\n")).IsHeldBySave);

    [Theory]
    [InlineData(MachineState.Paused, 0, true)]
    [InlineData(MachineState.Paused, 0.1, false)]
    [InlineData(MachineState.Running, 0, false)]
    public void AGuest_HasNeverRunWhereItIsHeldAndUsedNoTime(MachineState state, double seconds, bool hasNeverRun)
        => Assert.Equal(hasNeverRun, Domain(1, "web", state, seconds).HasNeverRun);

    [Fact]
    public void OfTwoDomains_ItIsTheOneThatLives()
    {
        Assert.Equal(1, Of(Domain(1, "web", MachineState.Running), Domain(2, "(null)", MachineState.Running)));
        Assert.Equal(1, Of(Domain(1, "web", MachineState.Running), Domain(2, "web", MachineState.Crashed)));
        Assert.Equal(2, Of(Domain(1, "web", MachineState.Running), Domain(2, "web", MachineState.Running)));
        Assert.Null(XlDomains.Of(Guid.NewGuid(), [Domain(1, "web", MachineState.Running)]));
    }

    private static int? Of(params XlDomain[] domains) => XlDomains.Of(Uuid, domains)?.Id;

    private static XlDomain Domain(int id, string name, MachineState state, double seconds = 1) => new(id, Uuid, name, state, 1, 192 << 20, seconds);
}

using Appliance.Runtime.Federation;
using Appliance.Runtime.Lifecycle;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Federation;

public sealed class TenantQuotaTests : IDisposable
{
    private const long GiB = 1L << 30;

    private readonly TemporaryFolder _folder = new();
    private readonly StubFleet _hosts = new();

    private Tenant _tenant = new() { Name = "acme", MaxMachines = 3 };

    [Fact]
    public async Task Count_MachinesOfAllHosts_AreAddedUp()
    {
        _hosts.Add("xen1", "acme").Add("web1");
        StubHost second = _hosts.Add("xen2", "acme");
        second.Add("web2", tenant: "acme");
        second.Add("guest", tenant: "other");
        Assert.Equal(new Amounts(2, 2 * GiB, 4, 20 * GiB), (await Quota().CountAsync(default)).Used);
    }

    [Fact]
    public async Task Count_OnePoolUnderTwoNames_IsCountedOnce()
    {
        var id = Guid.NewGuid();
        _hosts.Add("pool1", "acme").Add("web1", uuid: id);
        _hosts.Add("pool1-too", "acme").Add("web1", uuid: id);
        Assert.Equal(1, (await Quota().CountAsync(default)).Used.Machines);
    }

    [Fact]
    public async Task Count_ADamagedMachine_IsAMachine()
    {
        _hosts.Add("xen1", "acme").Add("web1", uuid: Guid.Empty, state: MachineState.Damaged);
        Assert.Equal(new Amounts(1, 0, 0, 0), (await Quota().CountAsync(default)).Used);
    }

    [Fact]
    public async Task Claim_AHostThatDoesNotAnswer_IsRefusedWithAWayOut()
    {
        _hosts.Add("xen1", "acme").Silence = "is out of reach";
        HostException e = await Assert.ThrowsAsync<HostException>(() => Quota().ClaimAsync("xen1", StubFleet.Needs(1, 1), default));
        Assert.StartsWith("tenant acme: its machines cannot be counted, since a host does not answer (xen1: is out of reach); bring it back, take it from the tenant", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claim_TooMuch_TellsUsedAskedAndAllowed()
    {
        _hosts.Add("xen1", "acme").Add("db1");
        _tenant = new Tenant { Name = "acme", MaxMachines = 1, MaxMemory = 2 * GiB, MaxCpus = 3, MaxStorage = 10 * GiB };
        HostException e = await Assert.ThrowsAsync<HostException>(() => Quota().ClaimAsync("xen1", StubFleet.Needs(1, 2), default));
        Assert.Equal(
            "tenant acme: machines: 1 used, 1 asked for, 1 allowed; memory: 1 GiB used, 2 GiB asked for, 2 GiB allowed; CPUs: 2 used, 2 asked for, 3 allowed; "
            + "storage: 10 GiB used, 1 GiB asked for, 10 GiB allowed: remove machines, or allow more with appliance tenant set acme",
            e.Message);
    }

    [Fact]
    public async Task Claim_ExactlyWhatIsLeft_IsGiven()
    {
        _hosts.Add("xen1", "acme").Add("db1");
        _tenant = new Tenant { Name = "acme", MaxMachines = 2, MaxMemory = 2 * GiB, MaxCpus = 4, MaxStorage = 11 * GiB };
        using QuotaClaim? claim = await Quota().ClaimAsync("xen1", StubFleet.Needs(1, 1), default);
        Assert.NotNull(claim);
    }

    [Fact]
    public async Task Claim_WithoutLimits_AsksNobody()
    {
        StubHost host = _hosts.Add("xen1", "acme");
        _tenant = new Tenant { Name = "acme" };
        Assert.Null(await Quota().ClaimAsync("xen1", StubFleet.Needs(1, 1), default));
        Assert.False(host.WasOpened);
    }

    [Fact]
    public async Task Claim_WhatAnotherImportIsAboutToMake_Counts_UntilThatEnds()
    {
        _hosts.Add("xen1", "acme");
        using (await Quota().ClaimAsync("xen1", StubFleet.Needs(1, 1, 1), default))
        {
            await Assert.ThrowsAsync<HostException>(() => Quota().ClaimAsync("xen1", StubFleet.Needs(1, 1, 1), default));
        }

        using QuotaClaim? claim = await Quota().ClaimAsync("xen1", StubFleet.Needs(1, 1, 1), default);
        Assert.NotNull(claim);
    }

    [Fact]
    public async Task Count_WhatIsClaimedAndAlreadyThere_CountsOnce()
    {
        StubHost host = _hosts.Add("xen1", "acme");
        using QuotaClaim? claim = await Quota().ClaimAsync("xen1", StubFleet.Needs(5, 3), default);
        host.Add("web1");
        Assert.Equal(new Amounts(1, 3 * GiB, 2, 5 * GiB), (await Quota().CountAsync(default)).Used);
    }

    [Fact]
    public async Task Claim_Several_AtTheSameTime_NeverGetMoreThanIsAllowed()
    {
        _hosts.Add("xen1", "acme");
        QuotaClaim?[] claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(TryClaimAsync)));
        Assert.Equal(3, claims.OfType<QuotaClaim>().Count());
        claims.ToList().ForEach(claim => claim?.Dispose());
    }

    public void Dispose() => _folder.Dispose();

    private async Task<QuotaClaim?> TryClaimAsync()
    {
        try
        {
            return await Quota().ClaimAsync("xen1", StubFleet.Needs(1, 1), default);
        }
        catch (HostException)
        {
            return null;
        }
    }

    private TenantQuota Quota() => new(_tenant, _hosts.Fleet, new QuotaClaims(_folder["claims/acme"], TimeProvider.System));
}

using Appliance.Runtime.Federation;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Federation;

public sealed class QuotaClaimsTests : IDisposable
{
    private static readonly ClaimedMachine Web = new("xen1", "web1", new Amounts(1, 2, 3, 4));

    private readonly TemporaryFolder _folder = new();

    private QuotaClaims Claims => new(_folder["claims"], TimeProvider.System);

    [Fact]
    public async Task Read_AClaim_IsAsItWasMade()
    {
        using IDisposable held = await Claims.LockAsync(default);
        using QuotaClaim claim = Claims.Add([Web]);
        Assert.Equal(Web, Assert.Single(Claims.Read()));
    }

    [Fact]
    public async Task Read_AClaimThatIsGivenUp_IsGone_WithItsFiles()
    {
        using (await Claims.LockAsync(default))
        {
            Claims.Add([Web]).Dispose();
        }

        Assert.Empty(Claims.Read());
        Assert.Equal([_folder["claims/lock"]], Directory.GetFiles(_folder["claims"]));
    }

    [Fact]
    public void Read_WhatAKilledProcessHasLeft_DoesNotCount_AndIsRemoved()
    {
        _folder.Write("claims/left.json", """[{"host": "xen1", "name": "web1", "amounts": {"machines": 1, "memory": 2, "cpus": 3, "storage": 4}}]""");
        _folder.Write("claims/left.alive", "");
        Assert.Empty(Claims.Read());
        Assert.Empty(Directory.GetFiles(_folder["claims"]));
    }

    [Fact]
    public void Read_WithoutAFolder_IsEmpty() => Assert.Empty(Claims.Read());

    [Fact]
    public async Task Lock_HeldByAnother_WaitsUntilItIsFree()
    {
        Task<IDisposable> second;
        using (await Claims.LockAsync(default))
        {
            second = Claims.LockAsync(default);
            Assert.False(second.IsCompleted);
        }

        (await second.WaitAsync(TimeSpan.FromMinutes(1))).Dispose();
    }

    public void Dispose() => _folder.Dispose();
}

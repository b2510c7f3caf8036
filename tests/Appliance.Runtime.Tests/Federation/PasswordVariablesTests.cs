using Appliance.Runtime.Federation;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Xapi.Sessions;
using Xunit;

namespace Appliance.Runtime.Tests.Federation;

public sealed class PasswordVariablesTests
{
    private static readonly HostEntry Pool = new() { Name = "pool-1.lab", Address = HostAddress.Parse("xapi://root@pool1"), Tenant = "acme" };

    [Fact]
    public void For_ASavedHost_AreItsOwn_AndItsTenants()
    {
        Assert.Equal(["APPLIANCE_PASSWORD_HOST_POOL_1_LAB", "APPLIANCE_PASSWORD_TENANT_ACME"], PasswordVariables.For(Pool));
        Assert.Equal(["APPLIANCE_PASSWORD_HOST_POOL_1_LAB"], PasswordVariables.For(Pool with { Tenant = null }));
    }

    [Fact]
    public void For_AHostThatIsOnlyAnAddress_AreNone() => Assert.Empty(PasswordVariables.For(Pool with { IsUnsaved = true }));

    [Fact]
    public async Task Find_NoPassword_TellsTheVariables_AndTheSharedOneOnlyWhereItIsRead()
    {
        HostEntry entry = Pool with { Name = "nobody-has-set-this", Tenant = null };
        HostException e = await Assert.ThrowsAsync<HostException>(() => XapiPassword.FindAsync(entry, "root", new HostAccess(MayAsk: false, TakesSharedPassword: false), default));
        Assert.Equal("nobody-has-set-this: wants a password of root: give a file with host add --password-file, or set APPLIANCE_PASSWORD_HOST_NOBODY_HAS_SET_THIS", e.Message);
    }
}

using Appliance.Runtime.Hosts;
using Xunit;

namespace Appliance.Runtime.Tests;

public sealed class HostAddressTests
{
    [Theory]
    [InlineData("xl://")]
    [InlineData("xl+ssh://xen1")]
    [InlineData("xl+ssh://root@xen1")]
    [InlineData("xl+ssh://root@xen1:2222")]
    [InlineData("xl+ssh://root@[fe80::1]:22")]
    [InlineData("xapi://pool1")]
    [InlineData("xapi://root@pool1:8443")]
    [InlineData("xapi+http://root@10.0.0.7")]
    public void AnAddressIsWrittenAsItIsRead(string text) => Assert.Equal(text, HostAddress.Parse(text).ToString());

    [Theory]
    [InlineData("xen1")]
    [InlineData("ssh://xen1")]
    [InlineData("xl://xen1")]
    [InlineData("xl+ssh://")]
    [InlineData("xl+ssh://root:secret@xen1")]
    [InlineData("xl+ssh://xen1/path")]
    [InlineData("xl+ssh://-oProxyCommand=x/")]
    [InlineData("xapi://root:secret@pool1")]
    [InlineData("xapi://")]
    [InlineData("https://pool1")]
    public void WhatIsNoAddressIsRefused(string text) => Assert.Throws<FormatException>(() => HostAddress.Parse(text));

    [Theory]
    [InlineData("xapi://root:pa#ss@pool1")]
    [InlineData("xapi://root:p/w@pool1")]
    [InlineData("xl+ssh://root:p?s@xen1")]
    public void APasswordInAnAddressIsNotTold(string text)
    {
        string message = Assert.Throws<FormatException>(() => HostAddress.Parse(text)).Message;
        Assert.Contains("leave the password out", message, StringComparison.Ordinal);
        Assert.DoesNotContain("root", message, StringComparison.Ordinal);
    }
}

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
    public void AnAddressIsWrittenAsItIsRead(string text) => Assert.Equal(text, HostAddress.Parse(text).ToString());

    [Theory]
    [InlineData("xen1")]
    [InlineData("ssh://xen1")]
    [InlineData("xl://xen1")]
    [InlineData("xl+ssh://")]
    [InlineData("xl+ssh://root:secret@xen1")]
    [InlineData("xl+ssh://xen1/path")]
    [InlineData("xl+ssh://-oProxyCommand=x/")]
    public void WhatIsNoAddressIsRefused(string text) => Assert.Throws<FormatException>(() => HostAddress.Parse(text));
}

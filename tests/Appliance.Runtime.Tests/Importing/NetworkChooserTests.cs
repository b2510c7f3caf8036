using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Machines;
using Xunit;

namespace Appliance.Runtime.Tests.Importing;

public sealed class NetworkChooserTests
{
    private static readonly NetworkReport Linux = new("xenbr0", IsOpenVswitch: false, IsUp: true);
    private static readonly NetworkReport Vlan = new("br0.10", IsOpenVswitch: false, IsUp: true);
    private static readonly NetworkReport Ovs = new("ovsbr0", IsOpenVswitch: true, IsUp: true);

    [Theory]
    [InlineData("xenbr0", "xenbr0", null)]
    [InlineData("br0.10", "br0.10", null)]
    [InlineData("ovsbr0", "ovsbr0", null)]
    [InlineData("ovsbr0.10", "ovsbr0", "10")]
    [InlineData("ovsbr0:10,20", "ovsbr0", ":10,20")]
    [InlineData("ovsbr0.1:10,20", "ovsbr0", "1:10,20")]
    [InlineData("ovsbr0:4094", "ovsbr0", ":4094")]
    public void Find_BridgeAndVlan_IsFound(string name, string bridge, string? vlan)
    {
        CardRecord card = Host(Linux, Vlan, Ovs).Find(name)!;
        Assert.Equal((bridge, vlan, bridge == "ovsbr0"), (card.Bridge, card.Vlan, card.IsOpenVswitch));
    }

    [Theory]
    [InlineData("VM Network")]
    [InlineData("xenbr1")]
    [InlineData("ovsbr0.")]
    [InlineData("ovsbr0.10.20")]
    [InlineData("ovsbr0:10;reboot")]
    [InlineData("")]
    public void Find_OtherNames_AreNone(string name) => Assert.Null(Host(Linux, Vlan, Ovs).Find(name));

    [Theory]
    [InlineData("xenbr0.10", "xenbr0 is a Linux bridge")]
    [InlineData("ovsbr0.4095", "VLANs go from 1 to 4094, and 4095 does not")]
    [InlineData("ovsbr0:10,0", "and 0 does not")]
    [InlineData("ovsbr0.99999999999999999999", "does not")]
    public void Find_VlansThatCannotBe_AreRefused(string name, string expected)
        => Assert.Contains(expected, Assert.Throws<HostException>(() => Host(Linux, Ovs).Find(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void Default_OneOrTheUsualBridge_IsTaken()
    {
        Assert.Equal("ovsbr0", Host(Ovs).Default("VM Network").Bridge);
        Assert.Equal("xenbr0", Host(Ovs, Linux).Default("VM Network").Bridge);
    }

    [Fact]
    public void Default_SeveralOrNone_ListsThem()
    {
        Assert.Equal("xen1: has no network VM Network; it has ovsbr0, br0.10: choose one with --network \"VM Network=NAME\"", Assert.Throws<HostException>(() => Host(Ovs, Vlan).Default("VM Network")).Message);
        Assert.Contains("--no-network-cards", Assert.Throws<HostException>(() => Host().Default("VM Network")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00:50:56:AB:CD:EF", "00:50:56:ab:cd:ef")]
    [InlineData("00-50-56-ab-cd-ef", "00:50:56:ab:cd:ef")]
    [InlineData("01:50:56:ab:cd:ef", null)]
    [InlineData("00:00:00:00:00:00", null)]
    [InlineData("00:50:56:ab:cd", null)]
    [InlineData("00:50:56:ab:cd:ef\n", null)]
    [InlineData(null, null)]
    public void Read_Address_IsOneOfACardOrNull(string? text, string? expected) => Assert.Equal(expected, MacAddresses.Read(text));

    [Fact]
    public void New_Addresses_AreNoneThatAreUsed()
    {
        var numbers = new Queue<int>([0, 0x7FFFFF, 0x7FFFFF, 1]);
        var addresses = new MacAddresses(["00:16:3E:00:00:00"], _ => numbers.Dequeue());
        Assert.Equal(["00:16:3e:7f:ff:ff", "00:16:3e:00:00:01"], [addresses.New(), addresses.New()]);
    }

    private static NetworkChooser Host(params NetworkReport[] networks) => new(new HostReport { Name = "xen1", Address = "xl://", Networks = networks });
}

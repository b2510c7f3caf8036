using Appliance.Converter.Preparing.Linux.Network;
using Appliance.Formats.Machines;
using Xunit;
using static Appliance.Converter.Tests.Preparing.Linux.PreparedGuest;

namespace Appliance.Converter.Tests.Preparing.Linux;

public sealed class NetworkStepTests
{
    private const string Link = "/etc/systemd/network/10-appliance-ens192.link";
    private const string Interfaces = "auto lo\niface lo inet loopback\n\n# The primary network interface\nallow-hotplug ens192\niface ens192 inet static\n\taddress 10.0.0.5/24\n\tgateway 10.0.0.1\n";

    [Fact]
    public void Ifupdown_OnDebian12_KeepsItsNameByALinkFile()
    {
        PreparedGuest guest = Debian(252).With("/etc/network/interfaces", Interfaces).Run(new NetworkStep());
        Assert.Equal($"[Match]\nPermanentMACAddress={Mac}\n\n[Link]\nName=ens192\n", guest.Text(Link));
        Assert.Equal(Interfaces, guest.Text("/etc/network/interfaces"));
        Assert.Contains("on Xen enX0, is still called ens192", Assert.Single(guest.Notes).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Link_BeforeSystemd245_MatchesTheAddress()
        => Assert.StartsWith($"[Match]\nMACAddress={Mac}\n", Debian(241).With("/etc/network/interfaces", Interfaces).Run(new NetworkStep()).Text(Link), StringComparison.Ordinal);

    [Fact]
    public void Ifupdown_AddressNotKnown_GetsXensName()
    {
        PreparedGuest guest = Debian(252).With("/etc/network/interfaces", Interfaces + "auto ens192.100\n");
        guest.Machine = guest.Machine with { NetworkCards = [new NetworkCard()] };
        guest.Run(new NetworkStep());
        Assert.Equal(Interfaces.Replace("ens192", "enX0", StringComparison.Ordinal) + "auto enX0.100\n", guest.Text("/etc/network/interfaces"));
        Assert.Null(guest.Files.Find(Link));
    }

    [Theory]
    [InlineData(249, "", "eth0")]
    [InlineData(252, "", "enX0")]
    [InlineData(252, "GRUB_CMDLINE_LINUX=\"net.ifnames=0 biosdevname=0\"\n", "eth0")]
    [InlineData(0, "", "eth0")]
    public void XensName_OfACard_IsBySystemdsVersion(int systemd, string grub, string expected)
    {
        PreparedGuest guest = Debian(systemd).With("/etc/network/interfaces", "iface ens160 inet dhcp\n").With("/etc/default/grub", grub);
        guest.Machine = guest.Machine with { NetworkCards = [new NetworkCard()] };
        Assert.Equal($"iface {expected} inet dhcp\n", guest.Run(new NetworkStep()).Text("/etc/network/interfaces"));
    }

    [Theory]
    [InlineData(
        "network:\n  version: 2\n  ethernets:\n    ens192:\n      addresses: [10.0.0.5/24]\n      # ours\n      routes:\n        - to: default\n          via: 10.0.0.1\n",
        $"network:\n  version: 2\n  ethernets:\n    ens192:\n      match:\n        macaddress: \"{Mac}\"\n      set-name: ens192\n      addresses: [10.0.0.5/24]\n      # ours\n      routes:\n        - to: default\n          via: 10.0.0.1\n")]
    [InlineData(
        "network:\n    ethernets:\n        ens192: {dhcp4: true}\n    version: 2\n",
        $"network:\n    ethernets:\n        ens192: {{match: {{macaddress: \"{Mac}\"}}, set-name: ens192, dhcp4: true}}\n    version: 2\n")]
    [InlineData(
        $"network:\n  ethernets:\n    ens192:\n      dhcp4: true\n      match:\n        macaddress: {Mac}\n      set-name: ens192\n",
        $"network:\n  ethernets:\n    ens192:\n      dhcp4: true\n      match:\n        macaddress: {Mac}\n      set-name: ens192\n")]
    [InlineData("network:\n  version: 2\n  renderer: NetworkManager\n", "network:\n  version: 2\n  renderer: NetworkManager\n")]
    public void Netplan_Card_IsMatchedByItsAddress(string before, string after)
        => Assert.Equal(after, Debian(249).With("/etc/netplan/50-cloud-init.yaml", before).Run(new NetworkStep()).Text("/etc/netplan/50-cloud-init.yaml"));

    [Theory]
    [InlineData("ethernets: # ours\n    ens160: {}\n", "ethernets: # ours\n    enX0: {}\n", null)]
    [InlineData("ethernets:\n    ens160:\n      match:\n        macaddress: 00:0c:29:11:22:33\n      dhcp4: true\n      set-name: ens160\n  version: 2\n", "ethernets:\n    enX0:\n      dhcp4: true\n  version: 2\n", null)]
    [InlineData("ethernets:\n    ens160: {match: {macaddress: \"00:0c:29:11:22:33\"}, set-name: ens160, dhcp4: true}\n", "ethernets:\n    enX0: {dhcp4: true}\n", null)]
    [InlineData("ethernets:\n    wan:\n      match: {macaddress: \"00:0c:29:11:22:33\"}\n      set-name: ens160\n      dhcp4: true\n  vlans:\n    v5: \n      link: wan\n", "ethernets:\n    enX0:\n      dhcp4: true\n  vlans:\n    v5: \n      link: enX0\n", null)]
    [InlineData("ethernets: {ens160: {}}\n", "ethernets: {ens160: {}}\n", "is not read here")]
    [InlineData("ethernets:\n    all:\n      match:\n        name: ens*\n", "ethernets:\n    all:\n      match:\n        name: ens*\n", "is matched by the name ens*")]
    [InlineData("ethernets:\n    all: {match: {name: \"en*\"}}\n", "ethernets:\n    all: {match: {name: \"en*\"}}\n", null)]
    public void Netplan_AddressNotKnown_GetsXensNameAndNoMatch(string before, string after, string? warning)
    {
        const string Path = "/etc/netplan/01.yaml";
        PreparedGuest guest = Debian(252).With(Path, "network:\n  " + before);
        guest.Machine = guest.Machine with { NetworkCards = [new NetworkCard()] };
        Assert.Equal("network:\n  " + after, guest.Run(new NetworkStep()).Text(Path));
        Assert.Equal(warning is null ? 0 : 1, guest.Warnings.Count());
        Assert.Contains(warning ?? "", guest.Warnings.FirstOrDefault() ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/sysconfig/network-scripts/ifcfg-eth0", "DEVICE=eth0\nHWADDR=00:0c:29:11:22:33\n", "DEVICE=eth0\n")]
    [InlineData("/etc/NetworkManager/system-connections/a", "[connection]\ntype=ethernet\ninterface-name=eth0\n[ethernet]\nmac-address=00:0C:29:11:22:33\n", "[connection]\ntype=ethernet\ninterface-name=eth0\n[ethernet]\n")]
    [InlineData("/etc/systemd/network/a.network", "[Match]\nName=eth0\nMACAddress=00:0c:29:11:22:33\n", "[Match]\nName=eth0\n")]
    public void Card_WithTheRightName_LosesAnAddressThatIsNotKnown(string path, string before, string after)
    {
        PreparedGuest guest = Debian(249).With(path, before);
        guest.Machine = guest.Machine with { NetworkCards = [new NetworkCard()] };
        Assert.Equal(after, guest.Run(new NetworkStep()).Text(path));
    }

    [Fact]
    public void Card_WithAnotherWhoseAddressIsKnown_LosesItsOwnAlone()
    {
        const string Folder = "/etc/sysconfig/network-scripts/";
        PreparedGuest guest = Debian(219).With(Folder + "ifcfg-eth0", $"DEVICE=eth0\nHWADDR={Mac}\n").With(Folder + "ifcfg-eth1", "DEVICE=eth1\nHWADDR=00:0c:29:11:22:33\n");
        guest.Machine = guest.Machine with { NetworkCards = [new NetworkCard { Mac = Mac }, new NetworkCard()] };
        guest.Run(new NetworkStep());
        Assert.Equal($"DEVICE=eth0\nHWADDR={Mac}\n", guest.Text(Folder + "ifcfg-eth0"));
        Assert.Equal("DEVICE=eth1\n", guest.Text(Folder + "ifcfg-eth1"));
    }

    [Fact]
    public void Names_OfTheKernel_InAnotherOrder_AreToldAndNotGiven()
    {
        PreparedGuest guest = Debian(249).With("/etc/sysconfig/network-scripts/ifcfg-eth0", $"DEVICE=eth0\nHWADDR={SecondMac}\n")
            .With("/etc/sysconfig/network-scripts/ifcfg-eth1", $"DEVICE=eth1\nHWADDR={Mac}\n");
        guest.Machine = guest.Machine with { NetworkCards = [new NetworkCard { Mac = Mac }, new NetworkCard { Mac = SecondMac }] };
        guest.Run(new NetworkStep());
        Assert.Empty(guest.Changes);
        Assert.Equal(2, guest.Warnings.Count());
    }

    [Fact]
    public void Netplan_WithVlan_MatchesTheCardAlone()
    {
        const string Path = "/etc/netplan/01.yaml";
        PreparedGuest guest = Debian(249).With(Path, "network:\n  ethernets:\n    ens192: {}\n  vlans:\n    ens192.5:\n      link: ens192\n      id: 5\n").Run(new NetworkStep());
        Assert.Equal($"network:\n  ethernets:\n    ens192: {{match: {{macaddress: \"{Mac}\"}}, set-name: ens192}}\n  vlans:\n    ens192.5:\n      link: ens192\n      id: 5\n", guest.Text(Path));
    }

    [Theory]
    [InlineData(
        "[connection]\nid=ens192\ntype=ethernet\ninterface-name=ens192\n\n[ethernet]\n\n[ipv4]\naddress1=10.0.0.5/24,10.0.0.1\nmethod=manual\n",
        "[connection]\nid=ens192\ntype=ethernet\n\n[ethernet]\nmac-address=00:50:56:AB:CD:01\n\n[ipv4]\naddress1=10.0.0.5/24,10.0.0.1\nmethod=manual\n")]
    [InlineData("[connection]\ntype=802-3-ethernet\ninterface-name=ens192", "[connection]\ntype=802-3-ethernet\n\n[ethernet]\nmac-address=00:50:56:AB:CD:01\n")]
    [InlineData("[connection]\ntype=vlan\ninterface-name=ens192.5\n[vlan]\nparent=ens192\n", "[connection]\ntype=vlan\ninterface-name=ens192.5\n[vlan]\nparent=ens192\n")]
    public void Keyfile_OfACard_IsMatchedByItsAddress(string before, string after)
    {
        const string Path = "/etc/NetworkManager/system-connections/ens192.nmconnection";
        Assert.Equal(after, Debian(252).With(Path, before).Run(new NetworkStep()).Text(Path));
    }

    [Fact]
    public void Ifcfg_OnCentos7_IsMatchedByItsAddress()
    {
        const string Path = "/etc/sysconfig/network-scripts/ifcfg-ens192";
        PreparedGuest guest = Debian(219).With(Path, "DEVICE=\"ens192\"\nBOOTPROTO=none\nIPADDR=10.0.0.5\nPREFIX=24\n").Run(new NetworkStep());
        Assert.Equal($"DEVICE=\"ens192\"\nBOOTPROTO=none\nIPADDR=10.0.0.5\nPREFIX=24\nHWADDR={Mac}\n", guest.Text(Path));
        Assert.Contains("Name=ens192", guest.Text(Link), StringComparison.Ordinal);
    }

    [Fact]
    public void Ifcfg_AddressNotKnown_IsRenamedWithItsRoutes()
    {
        const string Folder = "/etc/sysconfig/network-scripts/";
        PreparedGuest guest = Debian(219).With(Folder + "ifcfg-ens192", "NAME=ens192\nDEVICE=ens192\nHWADDR=00:0c:29:11:22:33\nIPADDR=10.0.0.5\n").With(Folder + "route-ens192", "default via 10.0.0.1 dev ens192\n");
        guest.Machine = guest.Machine with { NetworkCards = [new NetworkCard()] };
        guest.Run(new NetworkStep());
        Assert.Equal("NAME=eth0\nDEVICE=eth0\nIPADDR=10.0.0.5\n", guest.Text(Folder + "ifcfg-eth0"));
        Assert.Equal("default via 10.0.0.1 dev eth0\n", guest.Text(Folder + "route-eth0"));
        Assert.Null(guest.Files.Find(Folder + "ifcfg-ens192"));
    }

    [Fact]
    public void Ifcfg_OnCentos6_WithPersistentRule_Stays()
    {
        const string Rule = $"SUBSYSTEM==\"net\", ACTION==\"add\", DRIVERS==\"?*\", ATTR{{address}}==\"{Mac}\", ATTR{{type}}==\"1\", KERNEL==\"eth*\", NAME=\"eth1\"\n";
        PreparedGuest guest = Debian(0).With("/etc/sysconfig/network-scripts/ifcfg-eth1", $"DEVICE=eth1\nHWADDR={Mac}\nIPADDR=10.0.0.5\n").With(PersistentNames.Path, Rule).Run(new NetworkStep());
        Assert.Empty(guest.Changes);
    }

    [Fact]
    public void Ifcfg_OnCentos6_WithoutPersistentRule_GetsOne()
    {
        PreparedGuest guest = Debian(0).With("/etc/sysconfig/network-scripts/ifcfg-eth1", $"DEVICE=eth1\nHWADDR={Mac}\n").Run(new NetworkStep());
        Assert.Contains($"ATTR{{address}}==\"{Mac}\", ATTR{{type}}==\"1\", KERNEL==\"eth*\", NAME=\"eth1\"\n", guest.Text(PersistentNames.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void PersistentRule_AddressNotKnown_Goes()
    {
        PreparedGuest guest = Debian(0).With("/etc/network/interfaces", "iface eth0 inet dhcp\n")
            .With(PersistentNames.Path, "# card\nSUBSYSTEM==\"net\", ATTR{address}==\"00:0c:29:11:22:33\", KERNEL==\"eth*\", NAME=\"eth0\"\n");
        guest.Machine = guest.Machine with { NetworkCards = [new NetworkCard()] };
        Assert.Equal("# card\n", guest.Run(new NetworkStep()).Text(PersistentNames.Path));
    }

    [Fact]
    public void Wicked_Eth0_NeedsNothing()
        => Assert.Empty(Debian(249).With("/etc/sysconfig/network/ifcfg-eth0", "BOOTPROTO='static'\nIPADDR='10.0.0.5/24'\n").Run(new NetworkStep()).Changes);

    [Theory]
    [InlineData(252, "[Match]\nName=ens192\n\n[Network]\nAddress=10.0.0.5/24\n", $"[Match]\nPermanentMACAddress={Mac}\n\n[Network]\nAddress=10.0.0.5/24\n")]
    [InlineData(241, "[Match]\nName=ens192\n\n[Network]\nDHCP=yes\n", $"[Match]\nMACAddress={Mac}\n\n[Network]\nDHCP=yes\n")]
    [InlineData(252, "[Match]\nName=ens*\n", "[Match]\nName=ens* enX*\n")]
    [InlineData(249, "[Match]\nName=en*\n", "[Match]\nName=en* eth*\n")]
    [InlineData(252, "[Match]\nName=en*\n", "[Match]\nName=en*\n")]
    [InlineData(252, "[Match]\nName=vmnet* wlan*\n", "[Match]\nName=vmnet* wlan*\n")]
    [InlineData(241, "[Match]\nName=ens192\n\n[Network]\nVLAN=v5\n", "[Match]\nName=ens192\n\n[Network]\nVLAN=v5\n")]
    public void Networkd_Card_IsMatchedByItsAddress(int systemd, string before, string after)
        => Assert.Equal(after, Debian(systemd).With("/etc/systemd/network/20.network", before).Run(new NetworkStep()).Text("/etc/systemd/network/20.network"));

    [Fact]
    public void SeveralCards_WithoutAddresses_AreTakenInVmwaresOrder()
    {
        PreparedGuest guest = Debian(252).With("/etc/network/interfaces", "iface ens161 inet dhcp\niface ens224 inet dhcp\niface ens192 inet dhcp\n");
        guest.Machine = guest.Machine with { NetworkCards = [new NetworkCard { Mac = Mac }, new NetworkCard { Mac = SecondMac }, new NetworkCard { Mac = "00:50:56:ab:cd:03" }] };
        guest.Run(new NetworkStep());
        Assert.Contains(Mac, guest.Text(Link), StringComparison.Ordinal);
        Assert.Contains(SecondMac, guest.Text("/etc/systemd/network/10-appliance-ens224.link"), StringComparison.Ordinal);
        Assert.Contains("cd:03", guest.Text("/etc/systemd/network/10-appliance-ens161.link"), StringComparison.Ordinal);
        Assert.Equal(3, guest.Warnings.Count());
    }

    [Fact]
    public void SeveralCards_WithAddresses_AreTakenByThem()
    {
        PreparedGuest guest = Debian(252).With("/etc/sysconfig/network-scripts/ifcfg-ens192", $"DEVICE=ens192\nHWADDR={SecondMac}\n").With("/etc/sysconfig/network-scripts/ifcfg-ens224", "DEVICE=ens224\n");
        guest.Machine = guest.Machine with { NetworkCards = [new NetworkCard { Mac = Mac }, new NetworkCard { Mac = SecondMac }] };
        guest.Run(new NetworkStep());
        Assert.Contains(SecondMac, guest.Text(Link), StringComparison.Ordinal);
        Assert.Contains($"HWADDR={Mac}", guest.Text("/etc/sysconfig/network-scripts/ifcfg-ens224"), StringComparison.Ordinal);
        Assert.Empty(guest.Warnings);
    }

    [Theory]
    [InlineData("eth0", true)]
    [InlineData("ens192", true)]
    [InlineData("enp3s0", true)]
    [InlineData("eno16777736", true)]
    [InlineData("em1", true)]
    [InlineData("p2p1", true)]
    [InlineData("lo", false)]
    [InlineData("bond0", false)]
    [InlineData("br0", false)]
    [InlineData("ens192.100", false)]
    [InlineData("eth0:1", false)]
    [InlineData("wlan0", false)]
    [InlineData("../../etc/x0", false)]
    public void Card_ByItsName_IsToldFromWhatLiesOverIt(string name, bool isCard) => Assert.Equal(isCard, InterfaceNames.IsCard(name));

    private static PreparedGuest Debian(int systemd)
    {
        var guest = new PreparedGuest();
        return systemd == 0 ? guest
            : guest.With("/usr/lib/systemd/systemd", "").With($"/usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-{systemd}.so", "");
    }
}

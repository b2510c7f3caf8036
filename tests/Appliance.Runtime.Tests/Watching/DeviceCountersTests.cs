using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Watching;
using Xunit;

namespace Appliance.Runtime.Tests.Watching;

public sealed class DeviceCountersTests
{
    [Theory]
    [InlineData("xvda", 51712)]
    [InlineData("xvdb", 51728)]
    [InlineData("xvdp", 51952)]
    [InlineData("xvdq", 268439552)]
    [InlineData("xvdaa", 268442112)]
    [InlineData("hda", 768)]
    [InlineData("hdb", 832)]
    [InlineData("hdc", 5632)]
    [InlineData("hdd", 5696)]
    [InlineData("sda", 2048)]
    [InlineData("sdb", 2064)]
    [InlineData("hde", null)]
    [InlineData("xvd", null)]
    [InlineData("", null)]
    [InlineData("xvda1", null)]
    public void VdevNumber_IsWhatXenGives(string vdev, int? number) => Assert.Equal(number, VdevNumber.Of(vdev));

    [Fact]
    public void Read_OfTheCountersOfSeveralDomains_GivesThemToTheirMachines()
    {
        const string Output = """
            /sys/bus/xen-backend/devices/vbd-3-51712/statistics/rd_sect 10
            /sys/bus/xen-backend/devices/vbd-3-51712/statistics/wr_sect 4
            /sys/bus/xen-backend/devices/vbd-9-51712/statistics/rd_sect 99
            /sys/class/net/vif3.0-emu/statistics/rx_bytes 77
            /sys/class/net/vif3.0/statistics/rx_bytes 1000
            /sys/class/net/vif3.0/statistics/tx_bytes 2000
            /sys/class/net/vif3.1/statistics/tx_bytes 999999999999999999999
            rubbish

            """;
        MachineStatus machine = new("xen1", new MachineRecord { Name = "web01", Uuid = Guid.Empty, Disks = [Disk("xvda")] }, MachineState.Running) { DomainId = 3 };

        IReadOnlyList<DeviceUsage> usage = DeviceCounters.Read(Output, [machine]);

        Assert.Equal([new DeviceUsage("web01", "xvda", true, 5120, 2048), new DeviceUsage("web01", "0", false, 2000, 1000)], usage);
    }

    [Fact]
    public void DomainSigns_OfWhatXlLists_CountsWhatIsConnected()
    {
        const string Output = """
            Vdev  BE  handle state evt-ch ring-ref BE-path
            51712 0   1      4     9      8        /local/domain/0/backend/vbd/1/51712
            51728 0   1      3     -1     -1       /local/domain/0/backend/vbd/1/51728
            --
            Idx BE Mac Addr.         handle state evt-ch   tx-/rx-ring-ref BE-path
            0   0  00:16:3e:01:02:03 0      4     -1       768/769         /local/domain/0/backend/vif/1/0
            --
            u
            """;

        Assert.Equal(new GuestSigns(1, 1, true), DomainSigns.Read(Output));
        Assert.Equal(GuestSigns.None, DomainSigns.Read("--\n--\n"));
        Assert.Equal(GuestSigns.None, DomainSigns.Read("rubbish"));
    }

    [Fact]
    public void GuestAddresses_OfNeighboursAndAgents_AreThoseOfTheMachine()
    {
        const string Output = """
            192.168.77.33 dev xenbr0 lladdr 00:16:3e:00:00:21 REACHABLE
            192.168.77.34 dev xenbr0 lladdr 00:16:3e:00:00:22 STALE
            192.168.77.35 dev xenbr0 FAILED
            fe80::216:3eff:fe00:21 dev xenbr0 lladdr 00:16:3E:00:00:21 STALE
            10.0.0.7         0x1         0x2         00:16:3e:00:00:21     *        xenbr0
            /local/domain/3/attr/vif/0/ipv4/0 = "203.0.113.9"
            /local/domain/3/attr/eth0/ip = "192.168.77.33"
            /local/domain/3/attr/vif/0/ipv4/1 = "$(reboot)"
            /local/domain/3/attr/vif/0/ipv4/2 = "1.2.3.4.5"
            /local/domain/4/attr/vif/0/ipv4/0 = "203.0.113.10"

            """;
        var record = new MachineRecord { Name = "web01", Uuid = Guid.Empty, Cards = [new CardRecord { Mac = "00:16:3e:00:00:21", Bridge = "xenbr0" }] };

        IReadOnlyList<string> addresses = GuestAddresses.Find(Output, new MachineStatus("xen1", record, MachineState.Running) { DomainId = 3 });

        Assert.Equal(["192.168.77.33", "fe80::216:3eff:fe00:21", "10.0.0.7", "203.0.113.9"], addresses);
    }

    private static DiskRecord Disk(string vdev) => new() { Vdev = vdev, Pool = "default", Path = $"/x/{vdev}" };
}

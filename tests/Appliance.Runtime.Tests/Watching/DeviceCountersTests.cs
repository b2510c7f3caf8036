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

    private static DiskRecord Disk(string vdev) => new() { Vdev = vdev, Pool = "default", Path = $"/x/{vdev}" };
}

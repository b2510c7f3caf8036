using Appliance.Runtime.Environments;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Records;
using Xunit;

namespace Appliance.Runtime.Tests.Xl.Domains;

public sealed class XlConfigTests
{
    private static readonly MachineRecord Web = new()
    {
        Name = "web",
        Uuid = new Guid("5f3c1a52-7a0e-4c6e-9d0b-3d8b54f2a921"),
        Cpus = 2,
        Memory = 512 << 20,
        Disks = [new DiskRecord { Vdev = "xvda", Pool = "default", Path = "/d/web/xvda.raw" }],
        Cards = [new CardRecord { Mac = "00:16:3e:00:00:21", Bridge = "xenbr0" }],
    };

    [Fact]
    public void APvMachine() => Assert.Equal(
        """
        # Made from machine.json at each start: what is changed here is lost.
        name = "web"
        uuid = "5f3c1a52-7a0e-4c6e-9d0b-3d8b54f2a921"
        type = "pv"
        memory = 512
        vcpus = 2
        maxvcpus = 8
        on_poweroff = "destroy"
        on_reboot = "restart"
        on_crash = "preserve"
        bootloader = "pygrub"
        disk = [ "format=raw, vdev=xvda, access=rw, target=/d/web/xvda.raw" ]
        vif = [ "mac=00:16:3e:00:00:21, bridge=xenbr0" ]

        """,
        XlConfig.Write(Web with { Type = DomainType.Pv, Boot = BootMethod.PyGrub }));

    [Theory]
    [InlineData(DomainType.Hvm, "hdd", "devtype=cdrom, ")]
    [InlineData(DomainType.Pvh, "xvdb", "")]
    public void AMachineWithProperties_HasItsDisc_AndAProgramThatWritesItsKeys(DomainType type, string vdev, string device)
    {
        MachineRecord machine = Web with
        {
            Type = type,
            Boot = BootMethod.PyGrub,
            Cards = [Web.Cards[0] with { Bridge = "ovsbr0", IsOpenVswitch = true, Vlan = "10" }, Web.Cards[0]],
            Environment = new EnvironmentRecord { Vdev = vdev, Keys = [new EnvironmentKey("vm-data/ovf/a", "b")] },
        };
        string text = XlConfig.Write(machine, folder: new MachineFolder("/f", "web"));
        Assert.Contains($"access=rw, target=/d/web/xvda.raw\", \"format=raw, vdev={vdev}, access=ro, {device}target=/f/machines/web/ovf-env.iso\" ]", text, StringComparison.Ordinal);
        Assert.Contains("vif = [ \"mac=00:16:3e:00:00:21, bridge=ovsbr0.10, script=/f/machines/web/vif-properties\", \"mac=00:16:3e:00:00:21, bridge=xenbr0\" ]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void APvhMachine() => Assert.Equal(
        """
        # Made from machine.json at each start: what is changed here is lost.
        name = "web"
        uuid = "5f3c1a52-7a0e-4c6e-9d0b-3d8b54f2a921"
        type = "pvh"
        memory = 512
        vcpus = 2
        maxvcpus = 8
        on_poweroff = "destroy"
        on_reboot = "restart"
        on_crash = "preserve"
        kernel = "/boot/vmlinuz"
        ramdisk = "/boot/initrd"
        extra = 'root="LABEL=a b"'
        disk = [ "format=raw, vdev=xvda, access=rw, target=/d/web/xvda.raw" ]
        vif = [ "mac=00:16:3e:00:00:21, bridge=ovsbr0.1:10:20, script=vif-openvswitch" ]

        """,
        XlConfig.Write(Web with
        {
            Type = DomainType.Pvh,
            Boot = BootMethod.Kernel,
            Kernel = "/boot/vmlinuz",
            Ramdisk = "/boot/initrd",
            KernelArguments = "root=\"LABEL=a b\"",
            Cards = [new CardRecord { Mac = "00:16:3e:00:00:21", Bridge = "ovsbr0", IsOpenVswitch = true, Vlan = "1:10,20" }],
        }));

    [Fact]
    public void AnHvmMachine() => Assert.Equal(
        """
        # Made from machine.json at each start: what is changed here is lost.
        name = "web"
        uuid = "5f3c1a52-7a0e-4c6e-9d0b-3d8b54f2a921"
        type = "hvm"
        memory = 512
        vcpus = 2
        maxvcpus = 8
        on_poweroff = "destroy"
        on_reboot = "restart"
        on_crash = "preserve"
        bios = "ovmf"
        serial = "pty"
        vga = "none"
        vnc = 0
        sdl = 0
        usb = 0
        hdtype = "ahci"
        rtc_timeoffset = 3600
        disk = [ "format=vhd, vdev=hda, access=ro, target=/d/web/hda.vhd" ]
        vif = [ "mac=00:16:3e:00:00:21, bridge=xenbr0, model=e1000" ]

        """,
        XlConfig.Write(Web with
        {
            Type = DomainType.Hvm,
            Boot = BootMethod.Uefi,
            UsesAhci = true,
            ClockOffset = TimeSpan.FromHours(1),
            Disks = [new DiskRecord { Vdev = "hda", Pool = "default", Path = "/d/web/hda.vhd", Format = VolumeFormat.Vhd, IsReadOnly = true }],
            Cards = [Web.Cards[0] with { Model = "e1000" }],
        }));

    [Theory]
    [InlineData(1, 4)]
    [InlineData(8, 32)]
    [InlineData(20, 32)]
    [InlineData(48, 48)]
    public void AMachine_HasRoomForMoreProcessors(int cpus, int most)
        => Assert.Contains($"\nmaxvcpus = {most}\n", XlConfig.Write(Web with { Boot = BootMethod.Bios, Cpus = cpus }), StringComparison.Ordinal);

    [Theory]
    [InlineData("a, access=rw")]
    [InlineData("a'b")]
    [InlineData("a\nb")]
    [InlineData("")]
    public void ABridgeThatWouldBeMoreThanOneSetting_IsRefused(string bridge)
        => Assert.Throws<FormatException>(() => XlConfig.Write(Web with { Cards = [Web.Cards[0] with { Bridge = bridge }] }));

    [Fact]
    public async Task ARecordThatCannotBeSaid_IsAnErrorOfTheHostThatNamesTheRecord()
    {
        using var host = new HostFolder();
        HostException refused = await Assert.ThrowsAsync<HostException>(
            () => DomainConfig.WriteAsync(host.Context, Web with { Boot = BootMethod.Kernel }, saved: null, default));
        Assert.Contains("names no kernel to boot", refused.Message, StringComparison.Ordinal);
        Assert.Contains(host["web", "machine.json"], refused.Message, StringComparison.Ordinal);
    }
}

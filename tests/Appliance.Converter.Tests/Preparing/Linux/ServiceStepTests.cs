using Appliance.Converter.Preparing.Linux.Services;
using Xunit;

namespace Appliance.Converter.Tests.Preparing.Linux;

public sealed class ServiceStepTests
{
    private const string Respawn = "/sbin/getty -L hvc0 115200 vt100\n";

    [Fact]
    public void Securetty_WithoutXensConsoles_GetsThem()
        => Assert.Equal("tty1\nhvc0\nxvc0\n", new PreparedGuest().With("/etc/securetty", "tty1\n").Run(new ConsoleLoginStep()).Text("/etc/securetty"));

    [Theory]
    [InlineData("id:2:initdefault:\n1:2345:respawn:/sbin/getty 38400 tty1\n", "id:2:initdefault:\n1:2345:respawn:/sbin/getty 38400 tty1\nh0:2345:respawn:" + Respawn)]
    [InlineData("::sysinit:/sbin/openrc sysinit\ntty1::respawn:/sbin/getty 38400 tty1\n", "::sysinit:/sbin/openrc sysinit\ntty1::respawn:/sbin/getty 38400 tty1\nhvc0::respawn:" + Respawn)]
    [InlineData("id:3:initdefault:\n", "id:3:initdefault:\n")]
    [InlineData("co:2345:respawn:/sbin/agetty hvc0 9600\n", "co:2345:respawn:/sbin/agetty hvc0 9600\n")]
    public void Inittab_ThatStartsLogins_StartsOneOnHvc0(string before, string after)
        => Assert.Equal(after, new PreparedGuest().With("/etc/inittab", before).Run(new ConsoleLoginStep()).Text("/etc/inittab"));

    [Fact]
    public void Upstart_OnCentos6_StartsALoginOnHvc0()
    {
        PreparedGuest guest = new PreparedGuest().With("/sbin/initctl", "").With("/sbin/agetty", "").With("/etc/init/tty.conf", "").Run(new ConsoleLoginStep());
        Assert.Contains("exec /sbin/agetty -L hvc0 115200 vt100\n", guest.Text("/etc/init/hvc0.conf"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/usr/lib/systemd/system/vmtoolsd.service")]
    [InlineData("/lib/systemd/system/open-vm-tools.service")]
    [InlineData("/usr/lib/systemd/system/vgauthd.service")]
    [InlineData(@"/usr/lib/systemd/system/run-vmblock\x2dfuse.mount")]
    public void Unit_OfVmwareTools_IsMasked(string unit)
    {
        PreparedGuest guest = Systemd().With(unit, "[Unit]\n").Run(new SystemdVmwareStep());
        Assert.Equal("/dev/null", guest.Files.Find("/etc/systemd/system/" + unit[(unit.LastIndexOf('/') + 1)..])?.Target);
        Assert.NotNull(guest.Files.Find(unit));
    }

    [Fact]
    public void Script_UnderSystemd_IsMaskedAsItsUnit()
        => Assert.Equal("/dev/null", Systemd().With("/etc/init.d/vmware-tools", "#!/bin/sh\n").Run(new SystemdVmwareStep()).Files.Find("/etc/systemd/system/vmware-tools.service")?.Target);

    [Fact]
    public void Unit_OfTheOwner_StaysAndStartsUnderVmwareOnly()
    {
        PreparedGuest guest = Systemd().With("/etc/systemd/system/vmware-tools.service", "[Unit]\n").Run(new SystemdVmwareStep());
        Assert.Equal("[Unit]\n", guest.Text("/etc/systemd/system/vmware-tools.service"));
        Assert.Contains("ConditionVirtualization=vmware", guest.Text("/etc/systemd/system/vmware-tools.service.d/appliance-xen.conf"), StringComparison.Ordinal);
    }

    [Fact]
    public void OtherUnits_Stay() => Assert.Empty(Systemd().With("/usr/lib/systemd/system/sshd.service", "").Run(new SystemdVmwareStep()).Changes);

    [Fact]
    public void Script_OfVmwareTools_StopsInItsRunlevels()
    {
        var guest = new PreparedGuest();
        guest.Files.With("/etc/init.d/vmware-tools", "").WithLink("/etc/rc.d/rc3.d/S08vmware-tools", "../init.d/vmware-tools").WithLink("/etc/rc3.d", "rc.d/rc3.d").WithLink("/etc/rc.d/rc3.d/S55sshd", "../init.d/sshd");
        guest.Run(new ScriptVmwareStep());
        Assert.Null(guest.Files.Find("/etc/rc.d/rc3.d/S08vmware-tools"));
        Assert.Equal("../init.d/vmware-tools", guest.Files.Find("/etc/rc.d/rc3.d/K92vmware-tools")?.Target);
        Assert.NotNull(guest.Files.Find("/etc/rc.d/rc3.d/S55sshd"));
    }

    [Fact]
    public void Job_OfUpstart_StartsNoMore()
        => Assert.Equal("#start on runlevel [2345]\nstop on runlevel [!2345]\n", new PreparedGuest().With("/etc/init/vmware-tools.conf", "start on runlevel [2345]\nstop on runlevel [!2345]\n").Run(new ScriptVmwareStep()).Text("/etc/init/vmware-tools.conf"));

    [Fact]
    public void Link_OfOpenrc_Goes()
    {
        var guest = new PreparedGuest();
        guest.Files.WithLink("/etc/runlevels/default/open-vm-tools", "/etc/init.d/open-vm-tools");
        Assert.Null(guest.Run(new ScriptVmwareStep()).Files.Find("/etc/runlevels/default/open-vm-tools"));
    }

    [Fact]
    public void Desktop_EntryOfVmware_IsHidden()
        => Assert.Equal("[Desktop Entry]\nHidden=true\nType=Application\n", new PreparedGuest().With("/etc/xdg/autostart/vmware-user.desktop", "[Desktop Entry]\nType=Application\n").Run(new DesktopVmwareStep()).Text("/etc/xdg/autostart/vmware-user.desktop"));

    [Theory]
    [InlineData("alias eth0 vmxnet3\n", "alias eth0 xen-netfront\n")]
    [InlineData("alias scsi_hostadapter mptspi\nalias scsi_hostadapter1 ata_piix\n", "alias scsi_hostadapter xen-blkfront\n#alias scsi_hostadapter1 ata_piix\n")]
    [InlineData("blacklist xen-blkfront\nblacklist pcspkr\n", "#blacklist xen-blkfront\nblacklist pcspkr\n")]
    [InlineData("install xen_netfront /bin/true\n", "#install xen_netfront /bin/true\n")]
    [InlineData("alias net-pf-10 off\n", "alias net-pf-10 off\n")]
    public void Modprobe_Options_LeaveDevicesToXen(string before, string after)
        => Assert.Equal(after, new PreparedGuest().With("/etc/modprobe.d/a.conf", before).Run(new ModuleOptionsStep()).Text("/etc/modprobe.d/a.conf"));

    private static PreparedGuest Systemd() => new PreparedGuest().With("/usr/lib/systemd/systemd", "");
}

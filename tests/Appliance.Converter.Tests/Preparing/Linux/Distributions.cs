using Appliance.Guests.Inspection;
using static Appliance.Converter.Tests.Preparing.Linux.PreparedGuest;

namespace Appliance.Converter.Tests.Preparing.Linux;

/// <summary>The files that matter here, as the distributions' installers leave them on a machine of VMware.</summary>
internal static class Distributions
{
    public const string Image = "/boot/initramfs";

    private static readonly Dictionary<string, Func<PreparedGuest>> All = new()
    {
        ["debian-12"] = Debian12,
        ["ubuntu-22.04"] = Ubuntu2204,
        ["rhel-9"] = () => RedHat("9.4", 252),
        ["rhel-8"] = () => RedHat("8.10", 239),
        ["centos-7"] = Centos7,
        ["centos-6"] = Centos6,
        ["sles-15"] = Sles15,
        ["opensuse"] = Opensuse,
        ["arch"] = Arch,
        ["alpine"] = Alpine,
    };

    public static IEnumerable<string> Names => All.Keys;

    public static PreparedGuest Make(string name) => All[name]();

    private static PreparedGuest Debian12() => Linux("debian", LinuxFamily.Debian, InitramfsTool.InitramfsTools, systemd: 252)
        .With("/etc/fstab", "# /etc/fstab: static file system information.\n#\n/dev/sda2 /               ext4    errors=remount-ro 0       1\nUUID=x /boot ext4 defaults 0 2\n/dev/sda3 none swap sw 0 0\n/dev/sr0        /media/cdrom0   udf,iso9660 user,noauto     0       0\n")
        .With("/boot/grub/grub.cfg", "menuentry 'Debian GNU/Linux' {\n\tlinux\t/vmlinuz-6.1.0-28-amd64 root=/dev/sda2 ro  quiet\n\tinitrd\t/initrd.img-6.1.0-28-amd64\n}\n")
        .With("/etc/default/grub", "GRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"\nGRUB_CMDLINE_LINUX=\"\"\n")
        .With("/etc/initramfs-tools/modules", "# List of modules that you want to include in your initramfs.\n")
        .With("/etc/initramfs-tools/conf.d/resume", "RESUME=UUID=" + SwapUuid + "\n")
        .With("/etc/network/interfaces", "source /etc/network/interfaces.d/*\n\nauto lo\niface lo inet loopback\n\nallow-hotplug ens192\niface ens192 inet static\n\taddress 10.0.0.5/24\n")
        .With("/lib/systemd/system/open-vm-tools.service", "[Unit]\nConditionVirtualization=vmware\n");

    private static PreparedGuest Ubuntu2204() => Linux("ubuntu", LinuxFamily.Debian, InitramfsTool.InitramfsTools, systemd: 249)
        .With("/etc/fstab", "/dev/disk/by-uuid/" + RootUuid + " / ext4 defaults 0 1\n/swap.img\tnone\tswap\tsw\t0\t0\n")
        .With("/etc/netplan/00-installer-config.yaml", "# This is the network config written by 'subiquity'\nnetwork:\n  ethernets:\n    ens160:\n      addresses:\n      - 10.0.0.5/24\n      nameservers:\n        addresses: [10.0.0.1]\n  version: 2\n")
        .With("/boot/grub/grub.cfg", "\tlinux\t/vmlinuz-5.15.0-91-generic root=/dev/mapper/ubuntu--vg-ubuntu--lv ro  \n")
        .With("/etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=\"\"\nGRUB_CMDLINE_LINUX=\"\"");

    private static PreparedGuest RedHat(string version, int systemd) => Linux("rhel", LinuxFamily.RedHat, InitramfsTool.Dracut, systemd)
        .With("/etc/fstab", "/dev/mapper/rhel-root   /                       xfs     defaults        0 0\n/dev/sda1 /boot xfs defaults 0 0\n")
        .With("/boot/loader/entries/abc-5.14.conf", $"title Red Hat Enterprise Linux {version}\nversion 5.14\nlinux /vmlinuz-5.14\ninitrd /initramfs-5.14.img $tuned_initrd\noptions {(systemd > 240 ? "root=/dev/mapper/rhel-root ro resume=/dev/sda3 rd.lvm.lv=rhel/root rhgb quiet" : "$kernelopts")} $tuned_params\n")
        .With("/boot/grub2/grubenv", "# GRUB Environment Block\nsaved_entry=abc-5.14\nkernelopts=root=/dev/mapper/rhel-root ro resume=/dev/sda3 \n".PadRight(1024, '#'))
        .With("/etc/default/grub", "GRUB_CMDLINE_LINUX=\"crashkernel=1G-4G:192M resume=/dev/sda3 rhgb quiet\"\nGRUB_ENABLE_BLSCFG=true\n")
        .With("/etc/dracut.conf.d/keep", "")
        .With("/etc/lvm/devices/system.devices", "# LVM uses devices listed in this file.\nIDTYPE=sys_wwid IDNAME=naa.6000c29 DEVNAME=/dev/sda2 PVID=x PART=2\n")
        .With("/etc/NetworkManager/system-connections/ens192.nmconnection", "[connection]\nid=ens192\nuuid=1\ntype=ethernet\ninterface-name=ens192\n\n[ethernet]\n\n[ipv4]\naddress1=10.0.0.5/24,10.0.0.1\nmethod=manual\n")
        .With("/usr/lib/systemd/system/vmtoolsd.service", "")
        .With("/usr/lib/systemd/system/vgauthd.service", "")
        .WithSelinux();

    private static PreparedGuest Centos7() => Linux("centos", LinuxFamily.RedHat, InitramfsTool.Dracut, systemd: 219)
        .With("/etc/fstab", "/dev/mapper/centos-root / xfs defaults 0 0\nUUID=x /boot xfs defaults 0 0\n")
        .With("/boot/grub2/grub.cfg", "\tlinux16 /vmlinuz-3.10.0-1160.el7.x86_64 root=/dev/mapper/centos-root ro crashkernel=auto rd.lvm.lv=centos/root rhgb quiet LANG=en_US.UTF-8\n")
        .With("/etc/default/grub", "GRUB_CMDLINE_LINUX=\"crashkernel=auto rd.lvm.lv=centos/root rhgb quiet\"\n")
        .With("/etc/sysconfig/network-scripts/ifcfg-ens192", "TYPE=\"Ethernet\"\nBOOTPROTO=\"none\"\nNAME=\"ens192\"\nUUID=\"1\"\nDEVICE=\"ens192\"\nONBOOT=\"yes\"\nIPADDR=\"10.0.0.5\"\n")
        .With("/etc/securetty", "console\ntty1\n")
        .With("/etc/dracut.conf.d/keep", "")
        .WithSelinux();

    private static PreparedGuest Centos6() => Linux("centos", LinuxFamily.RedHat, InitramfsTool.Dracut, systemd: 0)
        .With("/etc/fstab", "/dev/sda2 / ext4 defaults 1 1\n/dev/sda3 swap swap defaults 0 0\ntmpfs /dev/shm tmpfs defaults 0 0\n")
        .With("/boot/grub/grub.conf", "default=0\ntitle CentOS 6\n\troot (hd0,0)\n\tkernel /vmlinuz-2.6.32-754.el6.x86_64 ro root=/dev/sda2 rhgb quiet\n\tinitrd /initramfs-2.6.32-754.el6.x86_64.img\n")
        .With("/boot/grub/device.map", "(hd0)     /dev/sda\n")
        .With("/etc/inittab", "id:3:initdefault:\n")
        .With("/sbin/initctl", "").With("/sbin/agetty", "").With("/etc/init/tty.conf", "")
        .With("/etc/init/vmware-tools.conf", "start on runlevel [2345]\n")
        .With("/etc/securetty", "console\n")
        .With("/etc/sysconfig/network-scripts/ifcfg-eth0", $"DEVICE=eth0\nHWADDR={Mac}\nIPADDR=10.0.0.5\n");

    private static PreparedGuest Sles15() => Linux("sles", LinuxFamily.Suse, InitramfsTool.Dracut, systemd: 249)
        .With("/etc/fstab", "/dev/disk/by-path/pci-0000:03:00.0-scsi-0:0:0:0-part2 / btrfs defaults 0 0\n/dev/disk/by-path/pci-0000:03:00.0-scsi-0:0:0:0-part3 swap swap defaults 0 0\n")
        .With("/boot/grub2/grub.cfg", "  linux\t/boot/vmlinuz-5.14.21-default root=UUID=x  splash=silent resume=/dev/disk/by-path/pci-0000:03:00.0-scsi-0:0:0:0-part3 quiet\n")
        .With("/etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=\"splash=silent resume=/dev/sda3 quiet\"\nGRUB_CMDLINE_LINUX=\"\"\n")
        .With("/etc/sysconfig/network/ifcfg-eth0", "BOOTPROTO='static'\nSTARTMODE='auto'\nIPADDR='10.0.0.5/24'\n")
        .With("/etc/dracut.conf.d/keep", "")
        .With("/usr/lib/systemd/system/vmtoolsd.service", "");

    private static PreparedGuest Opensuse() => Linux("opensuse-tumbleweed", LinuxFamily.Suse, InitramfsTool.Dracut, systemd: 256)
        .With("/etc/fstab", "UUID=x / btrfs defaults 0 0\n")
        .With("/boot/loader/entries/opensuse.conf", "title openSUSE\noptions root=UUID=x splash=silent\n")
        .With("/etc/kernel/cmdline", "root=UUID=x splash=silent")
        .With("/etc/NetworkManager/system-connections/w", "[connection]\r\ntype=ethernet\r\ninterface-name=ens192\r\n");

    private static PreparedGuest Arch() => Linux("arch", LinuxFamily.Arch, InitramfsTool.Mkinitcpio, systemd: 256)
        .With("/etc/fstab", "/dev/nvme0n1p2 / ext4 rw,relatime 0 1\n")
        .With("/boot/loader/entries/arch.conf", "title Arch Linux\nlinux /vmlinuz-linux\ninitrd /initramfs-linux.img\noptions root=/dev/sda2 rw\n")
        .With("/etc/mkinitcpio.conf", "# MODULES=(piix)\nMODULES=()\nHOOKS=(base udev autodetect modconf block filesystems keyboard fsck)\n")
        .With("/etc/systemd/network/20-wired.network", "[Match]\nName=ens33\n\n[Network]\nAddress=10.0.0.5/24\n");

    private static PreparedGuest Alpine() => Linux("alpine", LinuxFamily.Alpine, InitramfsTool.Mkinitfs, systemd: 0)
        .With("/etc/fstab", "/dev/sda2\t/\text4\trw,relatime 0 1\n/dev/cdrom\t/media/cdrom\tiso9660\tnoauto,ro 0 0\n")
        .With("/boot/extlinux.conf", "LABEL lts\n  LINUX vmlinuz-lts\n  INITRD initramfs-lts\n  APPEND root=/dev/sda2 modules=sd-mod,usb-storage,ext4 quiet rootfstype=ext4\n")
        .With("/etc/update-extlinux.conf", "default_kernel_opts=\"quiet rootfstype=ext4\"\nroot=/dev/sda2\n")
        .With("/etc/mkinitfs/mkinitfs.conf", "features=\"ata base ext4 keymap kms mmc raid scsi usb virtio\"\n")
        .With("/etc/inittab", "::sysinit:/sbin/openrc sysinit\ntty1::respawn:/sbin/getty 38400 tty1\n")
        .With("/etc/network/interfaces", "auto eth0\niface eth0 inet static\n\taddress 10.0.0.5/24\n");

    private static PreparedGuest Linux(string distribution, LinuxFamily family, InitramfsTool tool, int systemd)
    {
        var guest = new PreparedGuest();
        guest.Files.With(Image, "the old image");
        guest.System = new LinuxSystem
        {
            Distribution = distribution,
            Family = family,
            Product = distribution,
            InitramfsTool = tool,
            Architecture = "x86_64",
            Kernels = [XenModuleFiles.AddTo(guest.Files, Image, DriverState.OnDisk)],
        };
        return systemd == 0 ? guest : guest.With("/usr/lib/systemd/systemd", "").With($"/usr/lib/systemd/libsystemd-shared-{systemd}.so", "");
    }

    private static PreparedGuest WithSelinux(this PreparedGuest guest)
    {
        guest.System = guest.System with { SelinuxMode = "enforcing" };
        return guest.With("/etc/selinux/config", "SELINUX=enforcing\nSELINUXTYPE=targeted\n")
            .With("/etc/selinux/targeted/contexts/files/file_contexts", "/.*\tsystem_u:object_r:default_t:s0\n/etc/.*\tsystem_u:object_r:etc_t:s0\n");
    }
}

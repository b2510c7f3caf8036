using Appliance.Converter.Preparing.Linux.Boot;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Inspection;
using Appliance.Guests.Trees;
using Appliance.Testing.Guests;
using Xunit;
using static Appliance.Converter.Tests.Preparing.Linux.PreparedGuest;

namespace Appliance.Converter.Tests.Preparing.Linux;

public sealed class BootStepTests
{
    private const string Both = "console=hvc0 console=tty0";

    [Theory]
    // Debian 12, Ubuntu 22.04
    [InlineData("/boot/grub/grub.cfg", "\tlinux\t/vmlinuz-6.1.0-28-amd64 root=/dev/sda2 ro  quiet\n", $"\tlinux\t/vmlinuz-6.1.0-28-amd64 root=UUID={RootUuid} ro  quiet {Both}\n")]
    [InlineData("/boot/grub/grub.cfg", "\tlinux\t/boot/vmlinuz-5.15 root=UUID=x ro console=tty1 console=ttyS0\n", "\tlinux\t/boot/vmlinuz-5.15 root=UUID=x ro console=hvc0 console=tty1 console=ttyS0\n")]
    [InlineData("/boot/grub/grub.cfg", "\tset root='hd0,msdos1'\n\techo\t'Loading Linux'\n", "\tset root='hd0,msdos1'\n\techo\t'Loading Linux'\n")]
    [InlineData("/boot/grub/grub.cfg", "\tlinux16\t/boot/memtest86+.bin\n", "\tlinux16\t/boot/memtest86+.bin\n")]
    [InlineData("/boot/grub/grub.cfg", "\tmultiboot\t/boot/xen.gz\n\tmodule\t/boot/vmlinuz placeholder root=/dev/sda2\n", $"\tmultiboot\t/boot/xen.gz\n\tmodule\t/boot/vmlinuz placeholder root=UUID={RootUuid} {Both}\n")]
    [InlineData("/etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet resume=/dev/sda3\"\nGRUB_CMDLINE_LINUX=\"\"\n", $"GRUB_CMDLINE_LINUX_DEFAULT=\"quiet resume=UUID={SwapUuid}\"\nGRUB_CMDLINE_LINUX=\"{Both}\"\n")]
    [InlineData("/etc/default/grub", "GRUB_CMDLINE_LINUX='net.ifnames=0'  # old names\r\n", $"GRUB_CMDLINE_LINUX='net.ifnames=0 {Both}'  # old names\r\n")]
    [InlineData("/etc/default/grub", "GRUB_CMDLINE_LINUX=quiet # less\n", $"GRUB_CMDLINE_LINUX=\"quiet {Both}\" # less\n")]
    [InlineData("/etc/default/grub", "GRUB_CMDLINE_LINUX=\nGRUB_CMDLINE_LINUX_DEFAULT=quiet\n", $"GRUB_CMDLINE_LINUX=\"{Both}\"\nGRUB_CMDLINE_LINUX_DEFAULT=quiet\n")]
    [InlineData("/etc/default/grub", "#GRUB_CMDLINE_LINUX=\"root=/dev/sda1\"\n", "#GRUB_CMDLINE_LINUX=\"root=/dev/sda1\"\n")]
    // RHEL 8 and 9
    [InlineData("/boot/loader/entries/a.conf", "title x\noptions root=/dev/mapper/rhel-root ro resume=/dev/sda3 $tuned_params\n", $"title x\noptions root=/dev/mapper/rhel-root ro resume=UUID={SwapUuid} $tuned_params {Both}\n")]
    [InlineData("/boot/loader/entries/b.conf", "options $kernelopts $tuned_params\n", "options $kernelopts $tuned_params\n")]
    [InlineData("/boot/grub2/grub.cfg", "  set kernelopts=\"root=/dev/sda2 ro \"\n", $"  set kernelopts=\"root=UUID={RootUuid} ro {Both}\"\n")]
    [InlineData("/etc/kernel/cmdline", "root=/dev/sda2 ro\n", $"root=UUID={RootUuid} ro {Both}\n")]
    // CentOS 7
    [InlineData("/boot/grub2/grub.cfg", "\tlinux16 /vmlinuz-3.10.0 root=/dev/mapper/centos-root ro rd.lvm.lv=centos/root rhgb quiet \n", $"\tlinux16 /vmlinuz-3.10.0 root=/dev/mapper/centos-root ro rd.lvm.lv=centos/root rhgb quiet {Both} \n")]
    // CentOS 6, Debian's menu.lst
    [InlineData("/boot/grub/grub.conf", "default=0\n\troot (hd0,0)\n\tkernel /vmlinuz-2.6.32 ro root=/dev/sda2 rhgb\n", $"default=0\n\troot (hd0,0)\n\tkernel /vmlinuz-2.6.32 ro root=UUID={RootUuid} rhgb {Both}\n")]
    [InlineData("/boot/grub/menu.lst", "## kopt=root=/dev/hda1 ro\n# kopt=root=/dev/sda2 ro\n", $"## kopt=root=/dev/hda1 ro\n# kopt=root=UUID={RootUuid} ro {Both}\n")]
    // SLES, Arch, Alpine
    [InlineData("/etc/sysconfig/bootloader", "DEFAULT_APPEND=\"resume=/dev/disk/by-path/pci-0000:00:10.0-scsi-0:0:0:0-part3 splash=silent\"\n", $"DEFAULT_APPEND=\"resume=UUID={SwapUuid} splash=silent {Both}\"\n")]
    [InlineData("/boot/loader/entries/arch.conf", "title Arch\nlinux /vmlinuz-linux\noptions cryptdevice=/dev/sda2:cryptroot root=/dev/mapper/cryptroot rw", $"title Arch\nlinux /vmlinuz-linux\noptions cryptdevice=UUID={RootUuid}:cryptroot root=/dev/mapper/cryptroot rw {Both}")]
    [InlineData("/boot/extlinux.conf", "LABEL lts\n  APPEND root=/dev/sda2 modules=sd-mod,ext4 quiet\n", $"LABEL lts\n  APPEND root=UUID={RootUuid} modules=sd-mod,ext4 quiet {Both}\n")]
    [InlineData("/etc/update-extlinux.conf", "default_kernel_opts=\"quiet\"\nroot=/dev/sda2\n", $"default_kernel_opts=\"quiet {Both}\"\nroot=UUID={RootUuid}\n")]
    [InlineData("/etc/initramfs-tools/conf.d/resume", "RESUME=/dev/sda3\n", $"RESUME=UUID={SwapUuid}\n")]
    // What is no kernel, or has no arguments
    [InlineData("/boot/grub/grub.cfg", "\tlinux16 /boot/ipxe.lkrn\n", "\tlinux16 /boot/ipxe.lkrn\n")]
    [InlineData("/boot/grub/grub.cfg", "\tmodule2 --nounzip /boot/initrd.img-6.1\n", "\tmodule2 --nounzip /boot/initrd.img-6.1\n")]
    [InlineData("/boot/grub/grub.cfg", "\tmodule2 --nounzip /boot/initrd.img-6.1 x\n", "\tmodule2 --nounzip /boot/initrd.img-6.1 x\n")]
    [InlineData("/boot/extlinux.conf", "  APPEND\n", "  APPEND\n")]
    [InlineData("/boot/extlinux.conf", "  APPEND \n", "  APPEND \n")]
    public void Arguments_OfKernels_NameWhatIsThereOnXen(string path, string before, string after)
        => Assert.Equal(after, new PreparedGuest().With(path, before).Run(new BootDevicesStep(), new ConsoleArgumentsStep()).Text(path));

    [Fact]
    public void GrubEnvironment_Changed_KeepsItsLength()
    {
        string before = "# GRUB Environment Block\nkernelopts=root=/dev/sda2 ro\n".PadRight(1024, '#');
        string after = new PreparedGuest().With("/boot/grub2/grubenv", before).Run(new BootDevicesStep(), new ConsoleArgumentsStep()).Text("/boot/grub2/grubenv");
        Assert.Equal($"# GRUB Environment Block\nkernelopts=root=UUID={RootUuid} ro {Both}\n".PadRight(1024, '#'), after);
    }

    [Fact]
    public void GrubEnvironment_WithoutRoom_StaysAndIsTold()
    {
        string before = "# GRUB Environment Block\nkernelopts=root=/dev/sda2 ".PadRight(1020, 'x') + "\n###";
        PreparedGuest guest = new PreparedGuest().With("/boot/grub2/grubenv", before).Run(new ConsoleArgumentsStep());
        Assert.Equal(before, guest.Text("/boot/grub2/grubenv"));
        Assert.Contains("is full", Assert.Single(guest.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/boot/grub/grub.cfg", "\tlinux /vmlinuz root=/dev/sda2 \\\n\t\tquiet\n")]
    [InlineData("/etc/default/grub", "GRUB_CMDLINE_LINUX=\"quiet \\\nsplash\"\n")]
    public void Line_ThatGoesOn_StaysAndIsToldOnce(string path, string before)
    {
        PreparedGuest guest = new PreparedGuest().With(path, before).Run(new BootDevicesStep(), new ConsoleArgumentsStep());
        Assert.Equal(before, guest.Text(path));
        Assert.Contains("goes on in the next one", Assert.Single(guest.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("6.1", "root=/dev/sda5", $"root=PARTUUID={PartitionUuid}")]
    [InlineData("6.1", "root=/dev/sda2", "root=/dev/xvda2")]
    [InlineData("2.6.32", "root=/dev/sda5", "root=/dev/xvda5")]
    public void Root_OfAKernelWithoutInitramfs_IsWhatItFinds(string release, string before, string after)
    {
        PreparedGuest guest = new PreparedGuest().With("/etc/kernel/cmdline", before);
        guest.System = guest.System with { Kernels = [new(release, "/boot/vmlinuz", null, null, new Dictionary<XenDriver, DriverState>())] };
        Assert.Equal(after, guest.Run(new BootDevicesStep()).Text("/etc/kernel/cmdline"));
    }

    [Fact]
    public void RootOfAlpine_WithoutUuid_IsANode()
    {
        PreparedGuest guest = new PreparedGuest().With("/boot/extlinux.conf", "APPEND root=/dev/sda5\n");
        guest.System = guest.System with { InitramfsTool = InitramfsTool.Mkinitfs };
        Assert.Equal("APPEND root=/dev/xvda5\n", guest.Run(new BootDevicesStep()).Text("/boot/extlinux.conf"));
    }

    [Theory]
    [InlineData("debian/shimx64.efi debian/grubx64.efi debian/mmx64.efi debian/fbx64.efi", "BOOTX64.EFI grubx64.efi mmx64.efi", "debian/shimx64.efi")]
    [InlineData("arch/grubx64.efi", "BOOTX64.EFI", "arch/grubx64.efi")]
    [InlineData("systemd/systemd-bootx64.efi Linux/a.efi", "BOOTX64.EFI", "systemd/systemd-bootx64.efi")]
    [InlineData("sles/shim.efi sles/grub.efi sles/grub.cfg sles/MokManager.efi", "BOOTX64.EFI MokManager.efi grub.cfg grub.efi", "sles/shim.efi")]
    [InlineData("BOOT/bootx64.efi redhat/shimx64.efi", "bootx64.efi", "BOOT/bootx64.efi")]
    [InlineData("Microsoft/Boot/bootmgfw.efi", "", null)]
    public void UefiFallback_Missing_IsTheDistributionsLoader(string present, string expected, string? source)
    {
        var guest = new PreparedGuest();
        guest.System = guest.System with { UsesUefi = true, Architecture = "x86_64" };
        var partition = new MemoryFileSystem(ignoresCase: true, FileSystemKind.Fat);
        foreach (string file in present.Split(' '))
        {
            partition.With("/EFI/" + file, file);
        }

        var tree = new GuestTree(guest.Files.WithFolder("/boot/efi"));
        tree.Mount("/boot/efi", partition);
        new UefiFallbackStep().Run(new(guest.Machine, tree, Volumes), guest.System);
        Assert.Equal(expected, string.Join(' ', tree.List("/boot/efi/EFI/BOOT").Select(node => node.Name)));
        Assert.Equal(source, tree.ReadBytes("/boot/efi/EFI/BOOT/BOOTX64.EFI", 1000) is { } loader ? global::System.Text.Encoding.UTF8.GetString(loader) : null);
    }
}

using Appliance.Guests.Inspection;
using Appliance.Guests.Inspection.Linux;
using Appliance.Guests.Trees;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Inspection.Linux;

public sealed class BootMenusTests
{
    private const string DebianMenu = """
        set default="0"
        if [ x"${feature_menuentry_id}" = xy ]; then
          menuentry_id_option="--id"
        fi
        function load_video {
          insmod all_video
        }
        menuentry 'Debian GNU/Linux' --class debian $menuentry_id_option 'gnulinux-simple-1' {
        	load_video
        	search --no-floppy --fs-uuid --set=root 1
        	echo	'Loading Linux 6.1.0-28-amd64 ...'
        	linux	/boot/vmlinuz-6.1.0-28-amd64 root=UUID=1 ro  quiet
        	initrd	/boot/initrd.img-6.1.0-28-amd64
        }
        submenu 'Advanced options for Debian GNU/Linux' $menuentry_id_option 'advanced-1' {
        	menuentry 'Debian GNU/Linux, with Linux 6.1.0-28-amd64' --class debian $menuentry_id_option 'new-1' {
        		linux	/boot/vmlinuz-6.1.0-28-amd64 root=UUID=1 ro  quiet
        		initrd	/boot/initrd.img-6.1.0-28-amd64
        	}
        	menuentry 'Debian GNU/Linux, with Linux 6.1.0-27-amd64' --class debian $menuentry_id_option 'old-1' {
        		linux	/boot/vmlinuz-6.1.0-27-amd64 root=UUID=1 ro  single
        		initrd	/boot/initrd.img-6.1.0-27-amd64
        	}
        }
        menuentry 'Debian GNU/Linux, with Xen hypervisor' $menuentry_id_option 'xen-1' {
        	multiboot2	/boot/xen-4.17-amd64.gz placeholder
        	module2	/boot/vmlinuz-6.1.0-27-amd64 placeholder root=UUID=1 ro
        	module2	--nounzip	/boot/initrd.img-6.1.0-27-amd64
        }
        menuentry "Memory test" {
        	linux16 /boot/memtest86+x64.bin
        }
        menuentry 'UEFI Firmware Settings' {
        	fwsetup
        }
        """;

    private readonly MemoryFileSystem _debian = new MemoryFileSystem().With("/etc/os-release", "ID=debian\n")
        .With("/boot/vmlinuz-6.1.0-28-amd64", "x").With("/boot/vmlinuz-6.1.0-27-amd64", "x").With("/boot/memtest86+x64.bin", "x")
        .With("/boot/initrd.img-6.1.0-28-amd64", "").With("/boot/initrd.img-6.1.0-27-amd64", "").With("/boot/xen-4.17-amd64.gz", "x");

    [Fact]
    public void Grub2_Menu_IsReadWithDefaultAndArguments()
    {
        LinuxSystem system = Inspect(_debian.With("/boot/grub/grub.cfg", DebianMenu));

        Assert.Equal(new BootLoader(BootLoaderKind.Grub2, "/boot/grub/grub.cfg"), Assert.Single(system.BootLoaders));
        Assert.Equal(4, system.BootEntries.Count);
        Assert.Equal("root=UUID=1 ro quiet", system.BootEntries[0].Arguments);
        Assert.Equal(["/boot/initrd.img-6.1.0-28-amd64"], system.BootEntries[0].Initramfs);
        Assert.Equal("6.1.0-28-amd64", system.DefaultKernel!.Release);
        BootEntry host = Assert.Single(system.BootEntries, entry => entry.HasHypervisor);
        Assert.Equal(("Debian GNU/Linux, with Xen hypervisor", "root=UUID=1 ro"), (host.Title, host.Arguments));
    }

    [Theory]
    [InlineData("1>1")]
    [InlineData("advanced-1>old-1")]
    [InlineData("old-1")]
    [InlineData("Debian GNU/Linux, with Linux 6.1.0-27-amd64")]
    [InlineData("Advanced options for Debian GNU/Linux>Debian GNU/Linux, with Linux 6.1.0-27-amd64")]
    public void Grub2_SavedEntry_IsTheDefault(string saved)
    {
        string script = DebianMenu.Replace("set default=\"0\"", "set default=\"${next_entry}\"\nset default=\"${saved_entry}\"", StringComparison.Ordinal);
        LinuxSystem system = Inspect(_debian.With("/boot/grub/grub.cfg", script).With("/boot/grub/grubenv", $"# GRUB Environment Block\nsaved_entry={saved}\n#####"));

        Assert.Equal("6.1.0-27-amd64", system.DefaultKernel!.Release);
        Assert.Equal("root=UUID=1 ro single", system.DefaultKernel.Arguments);
    }

    [Fact]
    public void Grub2_StubOnEfiPartition_IsNoLoader()
    {
        LinuxSystem system = Inspect(_debian.With("/boot/grub/grub.cfg", DebianMenu)
            .With("/boot/efi/EFI/debian/grub.cfg", "search.fs_uuid 1 root hd0,gpt2\nset prefix=($root)'/boot/grub'\nconfigfile $prefix/grub.cfg\n"));

        Assert.Single(system.BootLoaders);
    }

    [Fact]
    public void Grub2_SpecifiedEntries_AreReadNewestFirstWithKernelopts()
    {
        LinuxSystem system = Inspect(RedHat("set default=\"${saved_entry}\"\ninsmod blscfg\nblscfg\n", "saved_entry=abc-4.18.0-348.el8.x86_64\nkernelopts=root=/dev/mapper/rl-root ro"));

        Assert.Contains(new BootLoader(BootLoaderKind.BootLoaderSpecification, "/boot/loader/entries"), system.BootLoaders);
        Assert.Equal(["4.18.0-513.5.1.el8_9.x86_64", "4.18.0-348.el8.x86_64"], system.Kernels.Select(kernel => kernel.Release));
        Assert.Equal("4.18.0-348.el8.x86_64", system.DefaultKernel!.Release);
        Assert.Equal("root=/dev/mapper/rl-root ro", system.DefaultKernel.Arguments);
        Assert.Equal("/boot/initramfs-4.18.0-348.el8.x86_64.img", system.DefaultKernel.Initramfs);
    }

    [Fact]
    public void Grub2_SpecifiedEntriesWithNoneSaved_NewestIsTheDefault()
        => Assert.Equal("4.18.0-513.5.1.el8_9.x86_64", Inspect(RedHat("blscfg\n", "")).DefaultKernel!.Release);

    [Fact]
    public void SpecifiedEntries_WithoutGrubsFile_AreReadStill()
    {
        using var tree = new GuestTree(RedHat("blscfg\n", "saved_entry=abc-4.18.0-348.el8.x86_64\nkernelopts=ro"));
        tree.Delete("/boot/grub2/grub.cfg");

        Assert.Equal("4.18.0-348.el8.x86_64", LinuxInspector.Inspect(tree)!.DefaultKernel!.Release);
    }

    [Fact]
    public void SystemdBoot_LoaderAndEntries_AreRead()
    {
        LinuxSystem system = Inspect(new MemoryFileSystem().With("/etc/os-release", "ID=arch\n")
            .With("/boot/loader/loader.conf", "timeout 3\ndefault  arch-lts*\n")
            .With("/boot/loader/entries/arch.conf", "title Arch\nlinux /vmlinuz-linux\ninitrd /intel-ucode.img\ninitrd /initramfs-linux.img\noptions root=UUID=1\noptions rw\n")
            .With("/boot/loader/entries/arch-lts.conf", "title Arch LTS\nlinux /vmlinuz-linux-lts\ninitrd /initramfs-linux-lts.img\noptions root=UUID=1\n")
            .With("/boot/vmlinuz-linux", BzImageBytes.Of("6.6.9-arch1-1")).With("/boot/vmlinuz-linux-lts", BzImageBytes.Of("6.1.70-1-lts"))
            .With("/boot/intel-ucode.img", "").With("/boot/initramfs-linux.img", "").With("/boot/initramfs-linux-lts.img", ""));

        Assert.Equal(BootLoaderKind.SystemdBoot, Assert.Single(system.BootLoaders).Kind);
        Assert.Equal("6.1.70-1-lts", system.DefaultKernel!.Release);
        LinuxKernel newest = system.Kernels[0];
        Assert.Equal(("6.6.9-arch1-1", "/boot/initramfs-linux.img", "root=UUID=1 rw"), (newest.Release, newest.Initramfs, newest.Arguments));
    }

    [Fact]
    public void GrubLegacy_Menu_IsRead()
    {
        LinuxSystem system = Inspect(new MemoryFileSystem().With("/etc/redhat-release", "CentOS release 5.11 (Final)\n")
            .With("/boot/grub/grub.conf", "#boot=/dev/sda\ndefault=1\ntimeout=5\ntitle CentOS (2.6.18-398.el5xen)\n\troot (hd0,0)\n\tkernel /xen.gz-2.6.18-398.el5\n\tmodule /vmlinuz-2.6.18-398.el5xen ro root=/dev/sda2\n\tmodule /initrd-2.6.18-398.el5xen.img\ntitle CentOS (2.6.18-398.el5)\n\troot (hd0,0)\n\tkernel /vmlinuz-2.6.18-398.el5 ro root=LABEL=/\n\tinitrd /initrd-2.6.18-398.el5.img\n")
            .WithLink("/boot/grub/menu.lst", "./grub.conf")
            .With("/boot/xen.gz-2.6.18-398.el5", "x").With("/boot/vmlinuz-2.6.18-398.el5xen", "x").With("/boot/vmlinuz-2.6.18-398.el5", "x")
            .With("/boot/initrd-2.6.18-398.el5xen.img", "").With("/boot/initrd-2.6.18-398.el5.img", ""));

        Assert.Equal("2.6.18-398.el5", system.DefaultKernel!.Release);
        Assert.Equal("ro root=LABEL=/", system.DefaultKernel.Arguments);
        Assert.Equal("/boot/initrd-2.6.18-398.el5.img", system.DefaultKernel.Initramfs);
        Assert.Equal(2, system.Kernels.Count);
    }

    [Fact]
    public void Extlinux_Menu_IsRead()
    {
        LinuxSystem system = Inspect(new MemoryFileSystem().With("/etc/alpine-release", "3.19.0\n")
            .With("/boot/extlinux.conf", "DEFAULT menu.c32\nPROMPT 0\nDEFAULT lts\nLABEL lts\n  MENU LABEL Linux lts\n  LINUX vmlinuz-lts\n  INITRD initramfs-lts\n  APPEND root=UUID=1 modules=sd-mod,ext4 quiet\n")
            .With("/boot/vmlinuz-lts", BzImageBytes.Of("6.6.7-0-lts")).With("/boot/initramfs-lts", "").WithFolder("/lib/modules/6.6.7-0-lts"));

        LinuxKernel kernel = Assert.Single(system.Kernels);
        Assert.Equal(("6.6.7-0-lts", "/boot/initramfs-lts", "/lib/modules/6.6.7-0-lts", true), (kernel.Release, kernel.Initramfs, kernel.Modules, kernel.IsDefault));
        Assert.Equal("root=UUID=1 modules=sd-mod,ext4 quiet", kernel.Arguments);
    }

    [Theory]
    [InlineData("(hd0,msdos1)/vmlinuz-6.1")]
    [InlineData("/@/boot/vmlinuz-6.1")]
    [InlineData("/vmlinuz-6.1")]
    [InlineData("/boot/vmlinuz-6.1")]
    [InlineData("/../../../boot/vmlinuz-6.1")]
    public void Grub2_PathOfThePartition_IsFoundInTheGuest(string path)
        => Assert.Equal("/boot/vmlinuz-6.1", Path.GetFullPath(Inspect(new MemoryFileSystem().With("/etc/os-release", "ID=x\n").With("/boot/vmlinuz-6.1", "x")
            .With("/boot/grub/grub.cfg", $"menuentry 'a' {{\nlinux {path} ro\n}}\n")).BootEntries.Single().Kernel));

    [Fact]
    public void Grub2_BracesWithoutEnd_AreRead()
        => Assert.Empty(Inspect(new MemoryFileSystem().With("/etc/os-release", "ID=x\n").With("/boot/grub/grub.cfg", string.Concat(Enumerable.Repeat("}\nmenuentry x {\nsubmenu y {\n", 50_000)))).BootEntries);

    private static MemoryFileSystem RedHat(string script, string environment)
    {
        var files = new MemoryFileSystem().With("/etc/os-release", "ID=rocky\n").With("/boot/grub2/grub.cfg", script).With("/boot/grub2/grubenv", $"# GRUB Environment Block\n{environment}\n####");
        foreach (string release in new[] { "4.18.0-348.el8.x86_64", "4.18.0-513.5.1.el8_9.x86_64" })
        {
            files.With($"/boot/vmlinuz-{release}", "x").With($"/boot/initramfs-{release}.img", "").With($"/boot/.vmlinuz-{release}.hmac", "x")
                .With($"/boot/loader/entries/abc-{release}.conf", $"title Rocky ({release})\nversion {release}\nlinux /vmlinuz-{release}\ninitrd /initramfs-{release}.img $tuned_initrd\noptions $kernelopts\n");
        }

        return files;
    }

    private static LinuxSystem Inspect(MemoryFileSystem files)
    {
        using var tree = new GuestTree(files);
        return LinuxInspector.Inspect(tree)!;
    }
}

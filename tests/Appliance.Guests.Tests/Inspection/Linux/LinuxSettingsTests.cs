using Appliance.Guests.Inspection;
using Appliance.Guests.Inspection.Linux;
using Appliance.Guests.Trees;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Inspection.Linux;

public sealed class LinuxSettingsTests
{
    private readonly MemoryFileSystem _files = new MemoryFileSystem().With("/etc/os-release", "ID=debian\n");

    [Theory]
    [InlineData("/etc/hostname", "# set by hand\n\n web01 \n", "web01")]
    [InlineData("/etc/HOSTNAME", "web01.example.org\n", "web01.example.org")]
    [InlineData("/etc/sysconfig/network", "NETWORKING=yes\nHOSTNAME=\"web01\"\n", "web01")]
    [InlineData("/etc/conf.d/hostname", "hostname=\"web01\"\n", "web01")]
    [InlineData("/etc/other", "web01", null)]
    public void HostName_InAnyPlace_IsFound(string path, string text, string? expected) => Assert.Equal(expected, Inspect(_files.With(path, text)).HostName);

    [Theory]
    [InlineData("SELINUX=enforcing\nSELINUXTYPE=targeted\n", "enforcing")]
    [InlineData("# SELINUX= can take\nSELINUX=Permissive\n", "permissive")]
    [InlineData("SELINUX=disabled\n", null)]
    [InlineData("", null)]
    public void SelinuxMode_AsConfigured_IsTold(string text, string? expected)
        => Assert.Equal(expected, Inspect(_files.With("/etc/selinux/config", text)).SelinuxMode);

    [Theory]
    [InlineData(2, 1, 62, "x86_64")]
    [InlineData(1, 1, 3, "i386")]
    [InlineData(2, 1, 183, "aarch64")]
    [InlineData(2, 1, 21, "ppc64le")]
    [InlineData(2, 2, 22, "s390x")]
    [InlineData(2, 1, 4711, null)]
    public void Architecture_ByElfHeader_IsTold(int elfClass, int order, int machine, string? expected)
    {
        var header = new byte[64];
        "\u007fELF"u8.CopyTo(header);
        header[4] = (byte)elfClass;
        header[5] = (byte)order;
        header[order == 1 ? 18 : 19] = (byte)machine;
        header[order == 1 ? 19 : 18] = (byte)(machine >> 8);

        Assert.Equal(expected, Inspect(_files.With("/usr/bin/dash", header).WithLink("/usr/bin/sh", "dash").WithLink("/bin", "usr/bin")).Architecture);
    }

    [NeedsToolFact("uname")]
    public void Architecture_OfAProgramOfThisMachine_IsWhatUnameSays()
        => Assert.Equal(Tool.Run("uname", "-m").Trim(), Inspect(_files.With("/bin/sh", File.ReadAllBytes("/bin/sh"))).Architecture);

    [Fact]
    public void Architecture_OnlyDpkgTells_IsTold() => Assert.Equal("x86_64", Inspect(_files.With("/var/lib/dpkg/arch", "amd64\ni386\n")).Architecture);

    [Theory]
    [InlineData("/usr/bin/vmtoolsd", "x", "open-vm-tools")]
    [InlineData("/usr/lib/systemd/system/vmtoolsd.service", "x", "open-vm-tools")]
    [InlineData("/etc/vmware-tools/locations", "x", "VMware Tools")]
    [InlineData("/etc/vmware-tools/tools.conf", "x", "")]
    [InlineData("/var/lib/dpkg/status", "Package: a\nStatus: install ok installed\n\nPackage: open-vm-tools\nStatus: install ok installed\nPriority: optional\n\n", "open-vm-tools")]
    [InlineData("/var/lib/dpkg/status", "Package: open-vm-tools\nStatus: install ok installed\n", "open-vm-tools")]
    [InlineData("/var/lib/dpkg/status", "Package: open-vm-tools\nStatus: deinstall ok config-files\n\nPackage: b\nStatus: install ok installed\n", "")]
    [InlineData("/lib/apk/db/installed", "C:Q1\nP:open-vm-tools\nV:12\n", "open-vm-tools")]
    [InlineData("/var/lib/pacman/local/open-vm-tools-6:12.3.5-1/desc", "x", "open-vm-tools")]
    public void VmwareTools_InAnyPlace_AreFound(string path, string text, string expected)
        => Assert.Equal(expected, string.Join(',', Inspect(_files.With(path, text)).VmwareTools));

    [Fact]
    public void VmwareTools_ByVmwaresInstaller_IsNotThePackage()
        => Assert.Equal(["VMware Tools"], Inspect(_files.With("/etc/vmware-tools/locations", "x").WithLink("/usr/bin/vmtoolsd", "/usr/lib/vmware-tools/sbin64/vmtoolsd")).VmwareTools);

    [Fact]
    public void UsesUefi_PartitionWithLoader_IsTrue() => Assert.True(Inspect(_files.WithFolder("/boot/efi/EFI/debian")).UsesUefi);

    [Fact]
    public void UsesUefi_OnlyInFstab_IsTrue() => Assert.True(Inspect(_files.With("/etc/fstab", "UUID=ABCD-1234 /boot/efi vfat umask=0077 0 1\n")).UsesUefi);

    [Theory]
    [InlineData("/boot/efi")]
    [InlineData("/boot/efi/EFI")]
    public void UsesUefi_Neither_IsFalse(string folder) => Assert.False(Inspect(_files.WithFolder(folder).With("/etc/fstab", "/dev/sda1 / ext4\n")).UsesUefi);

    [Theory]
    [InlineData("/usr/sbin/mkinitramfs", InitramfsTool.InitramfsTools)]
    [InlineData("/usr/bin/dracut", InitramfsTool.Dracut)]
    [InlineData("/usr/bin/mkinitcpio", InitramfsTool.Mkinitcpio)]
    [InlineData("/sbin/mkinitfs", InitramfsTool.Mkinitfs)]
    [InlineData("/lib/mkinitrd/scripts/setup-storage.sh", InitramfsTool.Mkinitrd)]
    [InlineData("/sbin/nash", InitramfsTool.NashMkinitrd)]
    [InlineData("/bin/ls", InitramfsTool.Unknown)]
    public void InitramfsTool_Installed_IsFound(string path, InitramfsTool expected) => Assert.Equal(expected, Inspect(_files.With(path, "x")).InitramfsTool);

    private static LinuxSystem Inspect(MemoryFileSystem files)
    {
        using var tree = new GuestTree(files);
        return LinuxInspector.Inspect(tree)!;
    }
}

using Appliance.Guests.Inspection;
using Appliance.Guests.Inspection.Linux;
using Appliance.Guests.Trees;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Inspection.Linux;

public sealed class DistributionTests
{
    [Theory]
    [InlineData("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\nID=debian\n", "debian", "Debian GNU/Linux 12 (bookworm)", "12", LinuxFamily.Debian)]
    [InlineData("PRETTY_NAME=\"Debian GNU/Linux trixie/sid\"\nID=debian\n", "debian", "Debian GNU/Linux trixie/sid", null, LinuxFamily.Debian)]
    [InlineData("NAME=\"Ubuntu\"\nVERSION=\"22.04.3 LTS (Jammy Jellyfish)\"\nID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"22.04\"\n", "ubuntu", "Ubuntu 22.04.3 LTS (Jammy Jellyfish)", "22.04", LinuxFamily.Debian)]
    [InlineData("NAME=\"Red Hat Enterprise Linux\"\nID=\"rhel\"\nID_LIKE=\"fedora\"\nVERSION_ID=\"9.4\"\nPRETTY_NAME=\"Red Hat Enterprise Linux 9.4 (Plow)\"\n", "rhel", "Red Hat Enterprise Linux 9.4 (Plow)", "9.4", LinuxFamily.RedHat)]
    [InlineData("NAME=\"CentOS Linux\"\nVERSION=\"7 (Core)\"\nID=\"centos\"\nID_LIKE=\"rhel fedora\"\nVERSION_ID=\"7\"\nPRETTY_NAME=\"CentOS Linux 7 (Core)\"\n", "centos", "CentOS Linux 7 (Core)", "7", LinuxFamily.RedHat)]
    [InlineData("NAME=\"Rocky Linux\"\nID=\"rocky\"\nVERSION_ID=\"8.9\"\nPRETTY_NAME='Rocky Linux 8.9 (Green Obsidian)'\n", "rocky", "Rocky Linux 8.9 (Green Obsidian)", "8.9", LinuxFamily.RedHat)]
    [InlineData("NAME=\"EuroLinux\"\nID=\"eurolinux\"\nID_LIKE=\"rhel fedora centos\"\nVERSION_ID=\"8\"\n", "eurolinux", "EuroLinux 8", "8", LinuxFamily.RedHat)]
    [InlineData("NAME=\"Oracle Linux Server\"\nID=\"ol\"\nVERSION_ID=\"8.8\"\n", "ol", "Oracle Linux Server 8.8", "8.8", LinuxFamily.RedHat)]
    [InlineData("NAME=\"Amazon Linux\"\nID=\"amzn\"\nID_LIKE=\"centos rhel fedora\"\nVERSION_ID=\"2\"\n", "amzn", "Amazon Linux 2", "2", LinuxFamily.RedHat)]
    [InlineData("NAME=\"SLES\"\nVERSION=\"15-SP5\"\nVERSION_ID=\"15.5\"\nPRETTY_NAME=\"SUSE Linux Enterprise Server 15 SP5\"\nID=\"sles\"\nID_LIKE=\"suse\"\n", "sles", "SUSE Linux Enterprise Server 15 SP5", "15.5", LinuxFamily.Suse)]
    [InlineData("NAME=\"openSUSE Tumbleweed\"\nID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\nVERSION_ID=\"20240101\"\n", "opensuse-tumbleweed", "openSUSE Tumbleweed 20240101", "20240101", LinuxFamily.Suse)]
    [InlineData("NAME=\"Arch Linux\"\nPRETTY_NAME=\"Arch Linux\"\nID=arch\nBUILD_ID=rolling\n", "arch", "Arch Linux", null, LinuxFamily.Arch)]
    [InlineData("NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.19.0\nPRETTY_NAME=\"Alpine Linux v3.19\"\n", "alpine", "Alpine Linux v3.19", "3.19.0", LinuxFamily.Alpine)]
    [InlineData("NAME=Gentoo\nID=gentoo\nPRETTY_NAME=\"Gentoo Linux\"\n", "gentoo", "Gentoo Linux", null, LinuxFamily.Other)]
    [InlineData("", "linux", "Linux", null, LinuxFamily.Other)]
    [InlineData("# a comment\n\nID='my\"distro' # not this\nNAME=a\\ b\nPRETTY_NAME=\"say \\\"\\$x\\\" \\\\ \"\r\n", "my\"distro", "say \"$x\" \\ ", null, LinuxFamily.Other)]
    public void Inspect_OsRelease_IsRead(string text, string id, string product, string? version, LinuxFamily family)
        => AssertIs(new MemoryFileSystem().With("/usr/lib/os-release", text).WithLink("/etc/os-release", "../usr/lib/os-release"), id, product, version, family);

    [Theory]
    [InlineData("/etc/redhat-release", "Red Hat Enterprise Linux Server release 5.11 (Tikanga)\n", "rhel", "Red Hat Enterprise Linux Server release 5.11 (Tikanga)", "5.11", LinuxFamily.RedHat)]
    [InlineData("/etc/redhat-release", "CentOS release 6.10 (Final)\n", "centos", "CentOS release 6.10 (Final)", "6.10", LinuxFamily.RedHat)]
    [InlineData("/etc/redhat-release", "Scientific Linux release 6.9 (Carbon)\n", "scientific", "Scientific Linux release 6.9 (Carbon)", "6.9", LinuxFamily.RedHat)]
    [InlineData("/etc/oracle-release", "Oracle Linux Server release 6.10\n", "ol", "Oracle Linux Server release 6.10", "6.10", LinuxFamily.RedHat)]
    [InlineData("/etc/SuSE-release", "SUSE Linux Enterprise Server 11 (x86_64)\nVERSION = 11\nPATCHLEVEL = 4\n", "sles", "SUSE Linux Enterprise Server 11 (x86_64)", "11.4", LinuxFamily.Suse)]
    [InlineData("/etc/SuSE-release", "openSUSE 12.1 (x86_64)\nVERSION = 12.1\nCODENAME = Asparagus\n", "opensuse", "openSUSE 12.1 (x86_64)", "12.1", LinuxFamily.Suse)]
    [InlineData("/etc/debian_version", "6.0.10\n", "debian", "Debian GNU/Linux 6.0.10", "6.0.10", LinuxFamily.Debian)]
    [InlineData("/etc/alpine-release", "3.4.6\n", "alpine", "Alpine Linux 3.4.6", "3.4.6", LinuxFamily.Alpine)]
    [InlineData("/etc/arch-release", "", "arch", "Arch Linux", null, LinuxFamily.Arch)]
    [InlineData("/etc/lsb-release", "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=10.04\nDISTRIB_DESCRIPTION=\"Ubuntu 10.04.4 LTS\"\n", "ubuntu", "Ubuntu 10.04.4 LTS", "10.04", LinuxFamily.Debian)]
    public void Inspect_FilesBeforeOsRelease_AreRead(string path, string text, string id, string product, string? version, LinuxFamily family)
        => AssertIs(new MemoryFileSystem().With(path, text).With("/etc/fstab", ""), id, product, version, family);

    [Fact]
    public void Inspect_UbuntuBeforeOsRelease_IsNotDebian()
        => AssertIs(
            new MemoryFileSystem().With("/etc/debian_version", "squeeze/sid\n").With("/etc/lsb-release", "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=10.04\n"),
            "ubuntu", "Ubuntu 10.04", "10.04", LinuxFamily.Debian);

    [Fact]
    public void Inspect_NoLinux_IsNull()
    {
        using var windows = new GuestTree(new MemoryFileSystem(ignoresCase: true).With("/Windows/System32/cmd.exe", "MZ"));
        using var data = new GuestTree(new MemoryFileSystem().With("/etc/fstab", "").With("/srv/x", ""));

        Assert.Null(LinuxInspector.Inspect(windows));
        Assert.Null(LinuxInspector.Inspect(data));
    }

    [Fact]
    public void Inspect_HomeMade_IsLinux()
    {
        using var tree = new GuestTree(new MemoryFileSystem().With("/etc/fstab", "").With("/bin/busybox", "x").WithLink("/bin/sh", "busybox").WithLink("/sbin/init", "../bin/busybox"));

        Assert.Equal("linux", LinuxInspector.Inspect(tree)!.Distribution);
    }

    private static void AssertIs(MemoryFileSystem files, string id, string product, string? version, LinuxFamily family)
    {
        using var tree = new GuestTree(files);
        LinuxSystem system = LinuxInspector.Inspect(tree)!;

        Assert.Equal((id, product, version, family), (system.Distribution, system.Product, system.Version, system.Family));
    }
}

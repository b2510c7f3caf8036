using Appliance.Formats;
using Appliance.Testing;
using Xunit;

namespace Appliance.Builder.Tests.Building;

/// <summary>Disks that are built are whole, hold what the template says, and are the same twice.</summary>
public sealed class ApplianceBuildTests : IDisposable
{
    private readonly BuildBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [NeedsToolFact("mke2fs", "e2fsck", "grub-mkimage")]
    public async Task Build_FileSystem_IsWhole()
    {
        string disk = await _bench.BuildAsync("");
        Tool.Run("e2fsck", "-fn", $"{disk}?offset=1048576");
        Assert.Empty(_bench.Left);
    }

    [NeedsToolFact("mke2fs", "grub-mkimage")]
    public async Task Build_Twice_GivesTheSameBytes()
    {
        const string Lines = "files: [{ path: /etc/motd, content: hello }]\nusers: [{ name: admin, groups: [sudo] }]\n";
        byte[] first = File.ReadAllBytes(await _bench.BuildAsync(Lines, "1.raw"));
        await Task.Delay(TimeSpan.FromSeconds(1.1)); // another second of the clock
        byte[] second = File.ReadAllBytes(await _bench.BuildAsync(Lines, "2.raw"));
        DiskAssert.Same(first, second);
    }

    [NeedsToolFact("mke2fs", "grub-mkimage")]
    public async Task Build_WithTests_GivesTheSameBytesAsWithout()
    {
        byte[] without = File.ReadAllBytes(await _bench.BuildAsync("", "1.raw"));
        byte[] with = File.ReadAllBytes(await _bench.BuildAsync("console: { user: root }\ntests: [\"tcp:22\", { run: \"id -un\", expect: root }]\n", "2.raw"));
        DiskAssert.Same(without, with);
    }

    [NeedsToolFact("mke2fs", "debugfs", "grub-mkimage")]
    public async Task Build_FilesOfTheBase_KeepRightsNamesAndTimes()
    {
        string disk = await _bench.BuildAsync("");
        string perl = BuildBench.Debugfs(disk, "stat /usr/bin/perl"), other = BuildBench.Debugfs(disk, "stat /usr/bin/perl5"), shadow = BuildBench.Debugfs(disk, "stat /etc/shadow");
        Assert.Contains("Links: 2", perl, StringComparison.Ordinal);
        Assert.Equal(perl.Split('\n')[0].Split(' ')[1], other.Split('\n')[0].Split(' ')[1]);
        Assert.Contains("mtime: 0x000003e8", perl, StringComparison.Ordinal);
        Assert.Contains("Mode:  0640", shadow, StringComparison.Ordinal);
        Assert.Contains("Group:    42", shadow, StringComparison.Ordinal);
    }

    [NeedsToolFact("mke2fs", "debugfs", "grub-mkimage")]
    public async Task Build_WhatEachMachineHasOfItsOwn_IsGone()
    {
        string disk = await _bench.BuildAsync("");
        Assert.Equal("", BuildBench.Read(disk, "/etc/machine-id"));
        Assert.DoesNotContain("ssh_host", BuildBench.Debugfs(disk, "ls -p /etc/ssh"), StringComparison.Ordinal);
        Assert.DoesNotContain("install.log", BuildBench.Debugfs(disk, "ls -p /var/log"), StringComparison.Ordinal);
    }

    [NeedsToolFact("mke2fs", "debugfs", "grub-mkimage")]
    public async Task Build_Menu_StartsTheNewestKernel()
    {
        string menu = BuildBench.Read(await _bench.BuildAsync("kernel_arguments: quiet\n"), "/boot/grub/grub.cfg");
        Assert.Contains("/boot/vmlinuz-6.1.0-10-amd64 root=UUID=", menu, StringComparison.Ordinal);
        Assert.Contains("hvc0 quiet\n", menu, StringComparison.Ordinal);
        Assert.Contains("initrd\t/boot/initrd.img-6.1.0-10-amd64", menu, StringComparison.Ordinal);
    }

    [NeedsToolFact("mke2fs", "debugfs", "grub-mkimage")]
    public async Task Build_KernelOfAnotherDistribution_StartsWithItsOwnInitramfs()
    {
        const string Release = "6.9.1-200.fc40.x86_64";
        string disk = await _bench.BuildAsync($"files: [{{ path: /boot/vmlinuz-{Release}, content: k }}, {{ path: /boot/initramfs-{Release}.img, content: i }}]\n");
        string menu = BuildBench.Read(disk, "/boot/grub/grub.cfg");
        Assert.Contains($"linux\t/boot/vmlinuz-{Release} ", menu, StringComparison.Ordinal);
        Assert.Contains($"initrd\t/boot/initramfs-{Release}.img", menu, StringComparison.Ordinal);
    }

    [NeedsToolFact("mke2fs", "debugfs", "grub-mkimage")]
    public async Task Build_Users_AreInTheFilesThatKnowThem()
    {
        string disk = await _bench.BuildAsync("users:\n  - { name: admin, groups: [sudo], keys: [ssh-ed25519 AAAA me], password_hash: \"$6$x\" }\n  - { name: other }\n");
        Assert.EndsWith("admin:x:1000:1000::/home/admin:/bin/bash\nother:x:1001:1001::/home/other:/bin/bash\n", BuildBench.Read(disk, "/etc/passwd"), StringComparison.Ordinal);
        Assert.Contains("admin:$6$x:19675:0:99999:7:::\nother:*:", BuildBench.Read(disk, "/etc/shadow"), StringComparison.Ordinal);
        Assert.Contains("sudo:x:27:admin\n", BuildBench.Read(disk, "/etc/group"), StringComparison.Ordinal);
        Assert.Equal("ssh-ed25519 AAAA me\n", BuildBench.Read(disk, "/home/admin/.ssh/authorized_keys"));
        Assert.Contains("Mode:  0600", BuildBench.Debugfs(disk, "stat /home/admin/.ssh/authorized_keys"), StringComparison.Ordinal);
        Assert.Contains("User:  1000", BuildBench.Debugfs(disk, "stat /home/admin"), StringComparison.Ordinal);
    }

    [NeedsToolFact("mke2fs", "debugfs", "grub-mkimage")]
    public async Task Build_Services_AreLinkedAsTheirUnitsSay()
    {
        string disk = await _bench.BuildAsync("services: { enable: [web.service], mask: [bad.service] }\n");
        Assert.Contains("Fast link dest: \"/usr/lib/systemd/system/web.service\"", BuildBench.Debugfs(disk, "stat /etc/systemd/system/multi-user.target.wants/web.service"), StringComparison.Ordinal);
        Assert.Contains("web.service", BuildBench.Debugfs(disk, "stat /etc/systemd/system/www.service"), StringComparison.Ordinal);
        Assert.Contains("Fast link dest: \"/dev/null\"", BuildBench.Debugfs(disk, "stat /etc/systemd/system/bad.service"), StringComparison.Ordinal);
    }

    [NeedsToolFact("mke2fs", "debugfs", "grub-mkimage")]
    public async Task Build_PathThatIsRemoved_LeavesTheNameThatEndsWithANought()
    {
        SmallBase.Write(_bench.Folder["root.tar"], folders: ["./var/log0/"]);
        string disk = await _bench.BuildAsync("remove: [/var/log]\n");
        Assert.Contains("log0", BuildBench.Debugfs(disk, "ls /var"), StringComparison.Ordinal);
        Assert.DoesNotContain("log ", BuildBench.Debugfs(disk, "ls /var"), StringComparison.Ordinal);
    }

    [NeedsToolFact("mke2fs", "grub-mkimage")]
    public async Task Build_FileSystemBehindALink_IsRefused()
    {
        const string Whole = "appliance: 1\nname: web\nbase: { archive: root.tar }\ndisk: { size: 64MiB, partitions: [{ mount: / }, { mount: /lib/systemd, size: 16MiB }] }\n";
        var error = await Assert.ThrowsAsync<IOException>(() => _bench.BuildAsync("", whole: Whole));
        Assert.Contains("a file system is to be mounted on /lib/systemd, and in the base that is no folder, or lies behind a link", error.Message, StringComparison.Ordinal);
    }

    [NeedsToolTheory("mke2fs", "grub-mkimage")]
    [InlineData("services: { enable: [gone.service] }\n", "there is no unit gone.service to enable")]
    [InlineData("services: { enable: [static.service] }\n", "static.service has no [Install] section")]
    [InlineData("remove: [/usr/bin/cloud-init]\ncloud_init: {}\n", "there is no /usr/bin/cloud-init: a Debian base gets it by the package cloud-init")]
    [InlineData("users: [{ name: admin, groups: [wheel] }]\n", "the base has no group wheel for the user admin")]
    public async Task Build_ThatCannotBe_TellsWhy_AndLeavesNothing(string lines, string expected)
    {
        var error = await Assert.ThrowsAsync<IOException>(() => _bench.BuildAsync(lines));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Empty(_bench.Left);
    }

    [NeedsToolFact("mke2fs", "debugfs", "e2fsck", "grub-mkimage", "mkswap", "sfdisk")]
    public async Task Build_SeveralPartitions_HoldWhatIsMountedThere()
    {
        const string Whole = "appliance: 1\nname: web\nbase: { archive: root.tar }\ndisk:\n  size: 80MiB\n  partitions:\n    - { filesystem: swap, size: 8MiB }\n    - { mount: /var, size: 24MiB }\n    - { mount: / }\n";
        string disk = await _bench.BuildAsync("files: [{ path: /var/lib/data, content: here }]\n", whole: Whole);
        const long Var = 9 << 20, Root = 33 << 20;
        Tool.Run("e2fsck", "-fn", $"{disk}?offset={Var}");
        Tool.Run("e2fsck", "-fn", $"{disk}?offset={Root}");
        Assert.Equal("here", BuildBench.Debugfs(disk, "cat /lib/data", Var));
        Assert.Equal("twice", BuildBench.Debugfs(disk, "cat /two", Var));
        Assert.DoesNotContain("lib", BuildBench.Debugfs(disk, "ls -p /var", Root), StringComparison.Ordinal);
        string fstab = BuildBench.Debugfs(disk, "cat /etc/fstab", Root);
        Assert.Contains("none\tswap", fstab, StringComparison.Ordinal);
        Assert.Contains("/var\text4", fstab, StringComparison.Ordinal);
        string table = Tool.Run("sfdisk", "--dump", disk);
        Assert.Contains("start=        2048, size=       16384, type=82", table, StringComparison.Ordinal);
        Assert.Contains("type=83, bootable", table, StringComparison.Ordinal);
    }

    [NeedsToolFact("mke2fs", "debugfs", "e2fsck", "grub-mkimage")]
    public async Task Build_DataDisk_HoldsWhatIsMountedThere()
    {
        string disk = await _bench.BuildAsync("data_disks: [{ size: 32MiB, mount: /var/lib }]\nfiles: [{ path: /var/lib/data, content: here }]\n");
        string data = _bench.Folder["disk2.raw"];
        Tool.Run("e2fsck", "-fn", $"{data}?offset=1048576");
        Assert.Equal("here", BuildBench.Read(data, "/data"));
        Assert.Equal("", BuildBench.Read(disk, "/var/lib/data"));
        Assert.Contains("/var/lib\text4", BuildBench.Read(disk, "/etc/fstab"), StringComparison.Ordinal);
    }

    [NeedsToolFact("mke2fs", "debugfs", "grub-mkimage")]
    public async Task Build_Network_IsToldToNetworkd()
    {
        string disk = await _bench.BuildAsync("network: [{ cards: eth1, addresses: [10.0.0.2/24], gateway: 10.0.0.1, dns: [10.0.0.3] }, {}]\n");
        Assert.Equal("[Match]\nName=eth1\n\n[Network]\nDHCP=no\nAddress=10.0.0.2/24\nGateway=10.0.0.1\nDNS=10.0.0.3\n", BuildBench.Read(disk, "/etc/systemd/network/20-appliance-000.network"));
        Assert.Equal("[Match]\nType=ether\n\n[Network]\nDHCP=yes\n", BuildBench.Read(disk, "/etc/systemd/network/20-appliance-001.network"));
        Assert.Contains("systemd-networkd.service", BuildBench.Debugfs(disk, "stat /etc/systemd/system/multi-user.target.wants/systemd-networkd.service"), StringComparison.Ordinal);
    }

    [NeedsToolFact("mke2fs", "debugfs", "grub-mkimage")]
    public async Task Build_CloudInit_IsToldWhereToLookAndWhatToDo()
    {
        string disk = await _bench.BuildAsync("cloud_init: { datasources: [OVF, NoCloud], user_data: \"#cloud-config\" }\n");
        Assert.Equal("datasource_list: [ OVF, NoCloud ]\n", BuildBench.Read(disk, "/etc/cloud/cloud.cfg.d/95-appliance.cfg"));
        Assert.Equal("#cloud-config", BuildBench.Read(disk, "/var/lib/cloud/seed/nocloud/user-data"));
        Assert.StartsWith("instance-id: ", BuildBench.Read(disk, "/var/lib/cloud/seed/nocloud/meta-data"), StringComparison.Ordinal);
    }

    [NeedsToolFact("mke2fs", "debugfs", "grub-mkimage")]
    public async Task Build_FileBehindALinkOfTheBase_LandsWhereThatLeads()
    {
        string disk = await _bench.BuildAsync("files: [{ path: /lib/data, content: here }]\n");
        Assert.Equal("here", BuildBench.Read(disk, "/usr/lib/data"));
    }

    [NeedsToolFact("mke2fs", "debugfs", "grub-mkimage")]
    public async Task Build_LinkInAFolderOfTheTemplate_BringsNoFileOfThisMachine()
    {
        _bench.Folder.Write("site/index.html", "page");
        File.CreateSymbolicLink(_bench.Folder["site/passwd"], "/etc/passwd");
        Directory.CreateSymbolicLink(_bench.Folder["site/etc"], "/etc");
        string disk = await _bench.BuildAsync("files: [{ path: /srv, source: site }]\n");
        Assert.Equal("page", BuildBench.Read(disk, "/srv/index.html"));
        Assert.Contains("Fast link dest: \"/etc/passwd\"", BuildBench.Debugfs(disk, "stat /srv/passwd"), StringComparison.Ordinal);
        Assert.Contains("Type: symlink", BuildBench.Debugfs(disk, "stat /srv/etc"), StringComparison.Ordinal);
    }

    [NeedsToolFact("mke2fs", "grub-mkimage")]
    public async Task Build_TooLargeForItsDisk_TellsSo()
    {
        _bench.Folder.Write("large", new byte[70 << 20]);
        var error = await Assert.ThrowsAsync<UnsupportedImageException>(() => _bench.BuildAsync("files: [{ path: /large, source: large }]\n"));
        Assert.Contains("the file system of /: does not take all that is to be on it", error.Message, StringComparison.Ordinal);
        Assert.Empty(_bench.Left);
    }
}

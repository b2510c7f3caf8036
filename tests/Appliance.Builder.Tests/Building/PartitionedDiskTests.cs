using Appliance.Builder.Images;
using Appliance.Builder.Images.Volumes;
using Appliance.Builder.Tests.Templates;
using Appliance.Testing;
using Xunit;

namespace Appliance.Builder.Tests.Building;

/// <summary>Tables, an EFI system partition and logical volumes are as the tools that know them best want them.</summary>
public sealed class PartitionedDiskTests : IDisposable
{
    private const string Start = "appliance: 1\nname: web\nbase: { archive: root.tar }\n";
    private const string Efi = Start + "boot: { firmware: uefi }\ndisk:\n  size: 128MiB\n  partitions:\n    - { filesystem: esp, mount: /boot/efi, size: 64MiB }\n    - { mount: / }\n";
    private const string Lvm = Start + """
        disk:
          size: 128MiB
          partitions:
            - { mount: /boot, size: 16MiB }
            - lvm: vg-0
              volumes:
                - { name: root, mount: /, size: 40MiB }
                - { name: swap, filesystem: swap, size: 9MiB }
                - { name: var, mount: /var }

        """;

    private readonly BuildBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [NeedsToolFact("mke2fs", "mkfs.fat", "fsck.fat", "grub-mkimage")]
    public async Task Build_UefiOnABaseWithALoaderInOtherLetters_TakesItsPlace()
    {
        SmallBase.Write(_bench.Folder["root.tar"], folders: ["./boot/efi/", "./boot/efi/EFI/", "./boot/efi/EFI/Boot/"]);
        string disk = await _bench.BuildAsync("files: [{ path: /boot/efi/EFI/Boot/bootx64.efi, content: old }]\n", whole: Efi), part = _bench.Folder["esp"];
        Tool.Run("dd", $"if={disk}", $"of={part}", "bs=1M", "skip=1", "count=64", "status=none");
        Tool.Run("fsck.fat", "-n", part);
        Assert.True((await File.ReadAllBytesAsync(part)).AsSpan().IndexOf("MZ"u8) > 0);
    }

    [NeedsToolFact("mke2fs", "grub-mkimage", "mkswap", "sgdisk", "sfdisk", "debugfs")]
    public async Task Build_MoreThanFourPartitions_HaveATableWithGuids()
    {
        string disk = await _bench.BuildAsync("", whole: Start + "disk:\n  size: 80MiB\n  partitions:\n    - { mount: / }\n    - { filesystem: swap, size: 8MiB }\n    - { mount: /a, size: 8MiB }\n    - { mount: /b, size: 8MiB }\n    - { mount: /c, size: 8MiB }\n");
        Assert.Contains("No problems found", Tool.Run("sgdisk", "-v", disk), StringComparison.Ordinal);
        string table = Tool.Run("sfdisk", "--dump", disk);
        Assert.Contains("label: gpt", table, StringComparison.Ordinal);
        Assert.Contains("size=        2014, type=21686148-6449-6E6F-744E-656564454649", table, StringComparison.Ordinal);
        Assert.Contains("/c\text4", BuildBench.Read(disk, "/etc/fstab"), StringComparison.Ordinal);
    }

    [NeedsToolFact("mke2fs", "mkfs.fat", "fsck.fat", "mdir", "grub-mkimage", "sgdisk", "/usr/lib/grub/x86_64-efi/moddep.lst")]
    public async Task Build_ForUefi_HasALoaderOnItsPartition()
    {
        string disk = await _bench.BuildAsync("", whole: Efi);
        Assert.Contains("No problems found", Tool.Run("sgdisk", "-v", disk), StringComparison.Ordinal);
        Assert.Contains("BOOTX64  EFI", Tool.Run("mdir", "-i", $"{disk}@@1M", "::/EFI/BOOT"), StringComparison.Ordinal);
        string part = _bench.Folder["esp"], fstab = BuildBench.Debugfs(disk, "cat /etc/fstab", 65 << 20);
        Tool.Run("dd", $"if={disk}", $"of={part}", "bs=1M", "skip=1", "count=64", "status=none");
        Tool.Run("fsck.fat", "-n", part);
        Assert.Contains($"UUID={Tool.Run("blkid", "-p", "-s", "UUID", "-o", "value", part).Trim()}\t/boot/efi\tvfat", fstab, StringComparison.Ordinal);
    }

    [NeedsToolTheory("mke2fs", "mkfs.fat", "fsck.fat", "grub-mkimage", "/usr/lib/grub/x86_64-efi/moddep.lst")]
    [InlineData(8)]
    [InlineData(60)]
    [InlineData(271)]
    [InlineData(272)]
    public async Task Build_EfiPartitionOfAnySize_HasClustersOfItsKind(int mebibytes)
    {
        string disk = await _bench.BuildAsync("", whole: Efi.Replace("size: 64MiB", $"size: {mebibytes}MiB", StringComparison.Ordinal).Replace("128MiB", "400MiB", StringComparison.Ordinal));
        Tool.Run("dd", $"if={disk}", $"of={_bench.Folder["esp"]}", "bs=1M", "skip=1", $"count={mebibytes}", "conv=sparse", "status=none");
        (int code, string output, string error) = Tool.TryRun("fsck.fat", "-n", _bench.Folder["esp"]);
        Assert.True(code == 0 && !error.Contains("Warning", StringComparison.Ordinal), $"{output}\n{error}");
    }

    [NeedsToolFact("mke2fs", "mkfs.fat", "grub-mkimage", "mkswap", "/usr/lib/grub/x86_64-efi/moddep.lst")]
    public async Task Build_WithFatAndVolumesTwice_GivesTheSameBytes()
    {
        foreach (string whole in new[] { Efi, Lvm })
        {
            byte[] first = File.ReadAllBytes(await _bench.BuildAsync("", "1.raw", whole));
            await Task.Delay(TimeSpan.FromSeconds(1.1)); // another second of the clock
            byte[] second = File.ReadAllBytes(await _bench.BuildAsync("", "2.raw", whole));
            DiskAssert.Same(first, second);
        }
    }

    [NeedsToolFact("mke2fs", "mkfs.fat", "grub-mkimage", "/usr/lib/grub/x86_64-efi/moddep.lst")]
    public async Task Build_LinkOnTheEfiPartition_IsRefused()
    {
        var error = await Assert.ThrowsAsync<Formats.UnsupportedImageException>(() => _bench.BuildAsync("files: [{ path: /boot/efi/x, link: y }]\n", whole: Efi));
        Assert.Contains("the file system of /boot/efi: is FAT, which knows no links, and /x is one", error.Message, StringComparison.Ordinal);
    }

    [NeedsToolFact("mke2fs", "e2fsck", "debugfs", "grub-mkimage", "mkswap", "pvck", "grub-fstest")]
    public async Task Build_LogicalVolumes_AreReadByLvmAndGrub()
    {
        string disk = await _bench.BuildAsync("", whole: Lvm), part = _bench.Folder["pv"];
        const long Root = 18 << 20;
        Tool.Run("e2fsck", "-fn", $"{disk}?offset={Root}");
        Assert.Contains("root=/dev/mapper/vg--0-root ro", BuildBench.Read(disk, "/grub/grub.cfg"), StringComparison.Ordinal);
        Assert.Contains("linux\t/vmlinuz-6.1.0-10-amd64", BuildBench.Read(disk, "/grub/grub.cfg"), StringComparison.Ordinal);
        Tool.Run("dd", $"if={disk}", $"of={part}", "bs=1M", "skip=17", "status=none");
        string text = Tool.Run("pvck", "--dump", "metadata", part);
        Assert.Contains("vg-0 {", text, StringComparison.Ordinal);
        Assert.Contains("metadata text at 4608 crc", text, StringComparison.Ordinal);
        Assert.Contains("twice", Tool.Run("grub-fstest", disk, "cat", "(lvm/vg--0-var)/one"), StringComparison.Ordinal);
    }

    [NeedsLoopFact("mke2fs", "grub-mkimage", "mkswap", "vgck", "lvs")]
    public async Task Build_LogicalVolumes_AreSoundToLvm()
    {
        string part = _bench.Folder["pv"];
        Tool.Run("dd", $"if={await _bench.BuildAsync("", whole: Lvm)}", $"of={part}", "bs=1M", "skip=17", "status=none");
        using var loop = new LoopDevice(part);
        Tool.Run("vgck", "--devices", loop.Path, "vg-0");
        string[] volumes = [.. Tool.Run("lvs", "--devices", loop.Path, "--noheadings", "--units", "m", "--nosuffix", "-o", "lv_name,lv_size", "vg-0").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        Assert.Equal(["root 40.00", "swap 12.00", "var  56.00"], volumes.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("64MiB", false)]
    [InlineData("3TiB", true)]
    public void Disk_BeyondTheReachOfDos_HasATableWithGuids(string size, bool expected)
    {
        using var bench = new TemplateBench();
        Assert.Equal(expected, DiskPlan.CreateAll(bench.ReadMachine(TemplateBench.Least.Replace("64MiB", size, StringComparison.Ordinal)))[0].HasGuids);
    }

    [Fact]
    public void Size_OfAVolume_IsWholeExtents() => Assert.Equal(8 << 20, PlannedGroup.RoundUp((4 << 20) + 1));
}

using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Builder.Tests.Building;

/// <summary>Disks of every layout start a kernel in an emulated PC, by BIOS and UEFI.</summary>
[Trait("Category", "Slow")]
public sealed class StartedDiskTests : IDisposable
{
    private const string Start = "appliance: 1\nname: web\nbase: { archive: root.tar }\n";
    private const string Efi = "boot: { firmware: uefi }\n";
    private const string EfiPartition = "{ filesystem: esp, mount: /boot/efi, size: 64MiB }";
    private const string Modules = "/usr/lib/grub/x86_64-efi/moddep.lst";

    private readonly BuildBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [NeedsToolTheory("mke2fs", "grub-mkimage", "mkswap", "qemu-system-x86_64")]
    [InlineData("{ size: 96MiB }")]
    [InlineData("{ size: 160MiB, partitions: [{ mount: / }, { mount: /a, size: 8MiB }, { mount: /b, size: 8MiB }, { mount: /c, size: 8MiB }, { filesystem: swap, size: 8MiB }] }")]
    [InlineData("{ size: 160MiB, partitions: [{ mount: /boot, size: 64MiB }, { lvm: vg0, volumes: [{ name: root, mount: / }] }] }")]
    [InlineData("{ size: 160MiB, partitions: [{ lvm: vg-0, volumes: [{ name: swap, filesystem: swap, size: 8MiB }, { name: root, mount: / }] }] }")]
    public Task Disk_ByBios_StartsItsKernel(string disk) => StartAsync($"disk: {disk}\n", uefi: false);

    [NeedsToolTheory("mkfs.xfs", "xfs_repair", "grub-mkimage", "qemu-system-x86_64")]
    [InlineData("{ size: 320MiB, partitions: [{ filesystem: xfs, mount: / }] }")]
    [InlineData("{ size: 320MiB, partitions: [{ lvm: vg0, volumes: [{ name: root, filesystem: xfs, mount: / }] }] }")]
    [InlineData("{ size: 160MiB, partitions: [{ filesystem: btrfs, mount: / }] }")]
    public Task DiskOfAnotherFileSystem_ByBios_StartsItsKernel(string disk) => StartAsync($"disk: {disk}\n", uefi: false);

    [NeedsToolTheory("mkfs.fat", "mkfs.xfs", "mke2fs", "grub-mkimage", "qemu-system-x86_64", Modules, EmulatedPc.UefiCode)]
    [InlineData("{ size: 160MiB, partitions: [" + EfiPartition + ", { mount: / }] }", true)]
    [InlineData("{ size: 160MiB, partitions: [" + EfiPartition + ", { mount: / }] }", false)]
    [InlineData("{ size: 400MiB, partitions: [" + EfiPartition + ", { filesystem: xfs, mount: / }] }", true)]
    [InlineData("{ size: 260MiB, partitions: [" + EfiPartition + ", { filesystem: btrfs, mount: / }] }", true)]
    [InlineData("{ size: 160MiB, partitions: [" + EfiPartition + ", { lvm: vg0, volumes: [{ name: root, mount: / }] }] }", true)]
    public Task DiskForUefi_ByBoth_StartsItsKernel(string disk, bool uefi) => StartAsync($"{Efi}disk: {disk}\n", uefi);

    private async Task StartAsync(string lines, bool uefi)
    {
        const string Said = "Linux version ";
        string kernel = Directory.GetFiles("/boot", "vmlinuz-*").Order(StringComparer.Ordinal).Last();
        File.Copy(kernel, _bench.Folder["kernel"]);
        string disk = await _bench.BuildAsync($"files: [{{ path: /boot/vmlinuz-99, source: kernel }}]\nkernel_arguments: earlyprintk=serial,ttyS0,115200 panic=-1\n{lines}", whole: Start);
        (await new EmulatedPc([disk]) { HasUefi = uefi }.RunAsync(Said)).AssertHas(Said);
    }
}

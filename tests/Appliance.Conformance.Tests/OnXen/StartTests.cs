using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Conformance.Tests.OnXen;

/// <summary>The less usual ways to start a machine on a real Xen host.</summary>
[Trait("Category", "Slow")]
[Collection(XenHostCollection.Name)]
public sealed class StartTests(SharedHost xen) : SharedHostTests(xen)
{
    private const string Network = "VM Network=xenbr0";

    // A guest with drivers for what is emulated, which would find the disk a second time.
    [NeedsXenHostFact]
    public async Task Import_AsHvm_HasOnlyXensDisk()
    {
        await Xen.SucceedAsync(
            "import", Xen.Tiny("tiny"), "--name", "hvm02", "--domain", "hvm", "--network", Network, "--guest", "keep",
            "--kernel", "/srv/hvm02/vmlinuz", "--ramdisk", "/srv/hvm02/initrd", "--kernel-arguments", "console=hvc0 quiet mitigations=off norandmaps emulated");
        await Xen.TakeKernelAsync("hvm02", "hda.raw");
        await Xen.SucceedAsync("start", "hvm02");
        string said = await Xen.BootAsync("hvm02", "pv", 900);
        Assert.Contains("type=HVM", said, StringComparison.Ordinal);
        Assert.Contains("disks=xvda:33554432 nics=", said, StringComparison.Ordinal);
        await Xen.RemoveAsync("hvm02");
    }

    [NeedsXenHostFact]
    public async Task Import_WithKernel_IsPvhThatGetsItsArguments()
    {
        await Xen.SucceedAsync(
            "import", Xen.Tiny("tiny"), "--name", "direct01", "--network", Network, "--guest", "keep",
            "--kernel", "/srv/direct01/vmlinuz", "--ramdisk", "/srv/direct01/initrd", "--kernel-arguments", "console=hvc0 quiet address=192.168.77.9/24");
        await Xen.TakeKernelAsync("direct01", "xvda.raw");
        await Xen.SucceedAsync("start", "direct01");
        string said = await Xen.BootAsync("direct01", "pv");
        Assert.Contains("type=PVH", said, StringComparison.Ordinal);
        Assert.Contains("address=192.168.77.9/24", said, StringComparison.Ordinal);
        await Xen.RemoveAsync("direct01");
    }

    [NeedsXenHostFact]
    public async Task Import_AsPv_WherePvGrubIsMissing_IsStartedByPyGrub()
    {
        XenHost host = await Xen.HostAsync;
        await host.RunAsync("mv /usr/lib/grub-xen /usr/lib/grub-xen.away");
        try
        {
            await Xen.SucceedAsync("import", Xen.Tiny("tiny"), "--name", "pygrub01", "--domain", "pv", "--network", Network, "--guest", "keep", "--start");
            Assert.Contains("bootloader = \"pygrub\"", await host.RunAsync($"cat {SharedHost.Machines}/pygrub01/domain.cfg"), StringComparison.Ordinal);
            Assert.Contains("type=PV boots=1", await Xen.BootAsync("pygrub01", "pv"), StringComparison.Ordinal);
            await Xen.RemoveAsync("pygrub01");
        }
        finally
        {
            await host.RunAsync("mv /usr/lib/grub-xen.away /usr/lib/grub-xen");
        }
    }

    [NeedsXenHostFact]
    public async Task Import_WithAhci_StartsFromIt()
    {
        await Xen.SucceedAsync("import", Xen.Tiny("mbr"), "--name", "ahci01", "--ahci", "--network", Network, "--guest", "keep", "--start");
        Assert.Contains("hdtype = \"ahci\"", await (await Xen.HostAsync).RunAsync($"cat {SharedHost.Machines}/ahci01/domain.cfg"), StringComparison.Ordinal);
        Assert.Contains("type=MBR", await Xen.BootAsync("ahci01", "serial"), StringComparison.Ordinal);
        await Xen.RemoveAsync("ahci01");
    }
}

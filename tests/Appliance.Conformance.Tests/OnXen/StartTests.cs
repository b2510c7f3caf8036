using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Conformance.Tests.OnXen;

/// <summary>The less usual ways to start a machine on a real Xen host.</summary>
[Trait("Category", "Slow")]
[Collection(XenHostCollection.Name)]
public sealed class StartTests(SharedHost xen)
{
    private const string Network = "VM Network=xenbr0";

    // A guest with drivers for what is emulated, which would find the disk a second time.
    [NeedsXenHostFact]
    public async Task Import_AsHvm_HasOnlyXensDisk()
    {
        await xen.SucceedAsync(
            "import", xen.Tiny("tiny"), "--name", "hvm02", "--domain", "hvm", "--network", Network, "--guest", "keep",
            "--kernel", "/srv/hvm02/vmlinuz", "--ramdisk", "/srv/hvm02/initrd", "--kernel-arguments", "console=hvc0 quiet mitigations=off norandmaps emulated");
        await xen.TakeKernelAsync("hvm02", "hda.raw");
        await xen.SucceedAsync("start", "hvm02");
        string said = await xen.BootAsync("hvm02", "pv", 900);
        Assert.Contains("type=HVM", said, StringComparison.Ordinal);
        Assert.Contains("disks=xvda:33554432 nics=", said, StringComparison.Ordinal);
        await xen.RemoveAsync("hvm02");
    }

    [NeedsXenHostFact]
    public async Task Import_WithKernel_IsPvhThatGetsItsArguments()
    {
        await xen.SucceedAsync(
            "import", xen.Tiny("tiny"), "--name", "direct01", "--network", Network, "--guest", "keep",
            "--kernel", "/srv/direct01/vmlinuz", "--ramdisk", "/srv/direct01/initrd", "--kernel-arguments", "console=hvc0 quiet address=192.168.77.9/24");
        await xen.TakeKernelAsync("direct01", "xvda.raw");
        await xen.SucceedAsync("start", "direct01");
        string said = await xen.BootAsync("direct01", "pv");
        Assert.Contains("type=PVH", said, StringComparison.Ordinal);
        Assert.Contains("address=192.168.77.9/24", said, StringComparison.Ordinal);
        await xen.RemoveAsync("direct01");
    }

    [NeedsXenHostFact]
    public async Task Import_AsPv_WherePvGrubIsMissing_IsStartedByPyGrub()
    {
        XenHost host = await xen.HostAsync;
        await host.RunAsync("mv /usr/lib/grub-xen /usr/lib/grub-xen.away");
        try
        {
            await xen.SucceedAsync("import", xen.Tiny("tiny"), "--name", "pygrub01", "--domain", "pv", "--network", Network, "--guest", "keep", "--start");
            Assert.Contains("bootloader = \"pygrub\"", await host.RunAsync($"cat {SharedHost.Machines}/pygrub01/domain.cfg"), StringComparison.Ordinal);
            Assert.Contains("type=PV boots=1", await xen.BootAsync("pygrub01", "pv"), StringComparison.Ordinal);
            await xen.RemoveAsync("pygrub01");
        }
        finally
        {
            await host.RunAsync("mv /usr/lib/grub-xen.away /usr/lib/grub-xen");
        }
    }

    [NeedsXenHostFact]
    public async Task Import_WithAhci_StartsFromIt()
    {
        await xen.SucceedAsync("import", xen.Tiny("mbr"), "--name", "ahci01", "--ahci", "--network", Network, "--guest", "keep", "--start");
        Assert.Contains("hdtype = \"ahci\"", await (await xen.HostAsync).RunAsync($"cat {SharedHost.Machines}/ahci01/domain.cfg"), StringComparison.Ordinal);
        Assert.Contains("type=MBR", await xen.BootAsync("ahci01", "serial"), StringComparison.Ordinal);
        await xen.RemoveAsync("ahci01");
    }
}

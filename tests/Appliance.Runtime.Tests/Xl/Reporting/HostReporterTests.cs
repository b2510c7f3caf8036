using Appliance.Runtime.Hosts;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Reporting;
using Xunit;

namespace Appliance.Runtime.Tests.Xl.Reporting;

public sealed class HostReporterTests
{
    // Of Xen 4.17 on Debian 12, with lines left out that are not read.
    private const string Text = """
        @info
        host                   : dom0
        release                : 6.1.0-50-amd64
        version                : #1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-06-14)
        machine                : x86_64
        nr_cpus                : 2
        virt_caps              : pv hvm hap gnttab-v1 gnttab-v2
        total_memory           : 3071
        free_memory            : 1983
        xen_major              : 4
        xen_minor              : 17
        xen_extra              : .7
        xen_version            : 4.17.7
        xen_caps               : xen-3.0-x86_64 hvm-3.0-x86_32 hvm-3.0-x86_32p hvm-3.0-x86_64
        xen_commandline        : console=com1 dom0_mem=1024M,max:1024M
        @load
        0.31 0.20 0.09 1/81 702
        @loaders
        /usr/lib/grub-xen/grub-x86_64-xen.bin
        /usr/lib/xen-4.17/boot/hvmloader
        /usr/share/ovmf/OVMF.fd
        /usr/share/ovmf/OvmfXen.fd
        @xenfirmware
        /usr/share/ovmf/OvmfXen.fd
        @bridges
        xenbr0 0x1003
        xenbr1 0x1002
        @openvswitch
        ovsbr0 0x1003
        """;

    [Fact]
    public void WhatAHostSays_IsRead()
    {
        HostReport report = Reporter().Read(Text);
        Assert.Equal(("dom0", "4.17.7", "6.1.0-50-amd64", 2), (report.HostName, report.XenVersion, report.Kernel, report.Cpus));
        Assert.Equal((3071L << 20, 1983L << 20, 0.31), (report.Memory, report.FreeMemory, report.Load));
        Assert.Equal(["pv", "hvm", "hap", "gnttab-v1", "gnttab-v2", "pvh"], report.Capabilities);
        Assert.Equal(["/usr/lib/grub-xen/grub-x86_64-xen.bin", "/usr/lib/xen-4.17/boot/hvmloader", "/usr/share/ovmf/OVMF.fd", "/usr/share/ovmf/OvmfXen.fd"], report.Loaders);
        Assert.Equal(["/usr/share/ovmf/OvmfXen.fd"], report.XenFirmware);
        Assert.Equal(
            [new NetworkReport("xenbr0", false, true), new NetworkReport("xenbr1", false, false), new NetworkReport("ovsbr0", true, true)], report.Networks);
    }

    [Fact]
    public void AHostOfPvDomainsOnly_SaysSo() =>
        Assert.Equal(["pv"], new XlInfo(["virt_caps              :", "xen_caps               : xen-3.0-x86_64 xen-3.0-x86_32p"]).Capabilities);

    [Theory]
    [InlineData("")]
    [InlineData("@info\nhost\n: x\nnr_cpus : many\ntotal_memory : -5\nfree_memory : 99999999999999999999\n@load\nNaN\n@bridges\nxenbr0\nxenbr1 zz\n@openvswitch\n@")]
    public void WhatIsMissingOrWrong_IsLeftOut(string text)
    {
        HostReport report = Reporter().Read(text);
        Assert.Equal((0, 0L, 0L, 0d), (report.Cpus, report.Memory, report.FreeMemory, report.Load));
        Assert.All(report.Networks, network => Assert.False(network.IsUp));
    }

    [Fact]
    public async Task WhereThereIsNoXl_TheErrorSaysSo()
    {
        await using var shell = new LocalShell("here");
        HostException e = await Assert.ThrowsAsync<HostException>(() => new HostReporter(shell, Entry).DescribeAsync([], default));
        Assert.StartsWith("here: cannot ask xl about the host: ", e.Message, StringComparison.Ordinal);
    }

    private static HostEntry Entry { get; } = new() { Name = "here", Address = HostAddress.Parse("xl://") };

    private static HostReporter Reporter() => new(new LocalShell("here"), Entry);
}

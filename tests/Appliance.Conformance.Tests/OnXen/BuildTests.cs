using System.Xml.Linq;
using Appliance.Testing;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Conformance.Tests.OnXen;

/// <summary>Appliances are built of the templates that come with the project, and started on a real Xen host.</summary>
[Trait("Category", "Slow")]
[Collection(XenHostCollection.Name)]
public sealed class BuildTests(SharedHost xen) : SharedHostTests(xen)
{
    // Emulated, each start of a program at another address would be translated anew.
    private const string QuickKernel = "kernel_arguments=quiet norandmaps mitigations=off";

    [NeedsXenHostFact("mmdebstrap", "grub-mkimage")]
    public async Task Build_Minimal_IsTheSameTwiceAndComesUpOnXen()
    {
        string template = Path.Combine(Repository.Root, "templates", "minimal");
        string[] settings = ["--set", QuickKernel, "--set", "network=Address=192.168.77.30/24"];
        await Xen.SucceedAsync(
            [
                "build", template, "--out", Xen["first"], "--to", "xva", .. settings, "--test-host", "xen1", "--test-network", "VM Network=xenbr0",
                "--test-address", "192.168.77.30", "--test-limit", "8m", "--test-domain", "pvh",
            ]);
        await Xen.SucceedAsync(["build", template, "--out", Xen["second"], "--to", "xva", .. settings]);
        DiskAssert.Same(File.ReadAllBytes(Xen["first/minimal-1.0.xva"]), File.ReadAllBytes(Xen["second/minimal-1.0.xva"]));
        XElement suite = XDocument.Load(Xen["first/minimal-1.0.tests.xml"]).Root!.Element("testsuite")!;
        Assert.Equal(("3", "0"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        Assert.Equal("", await (await Xen.HostAsync).RunAsync($"ls {SharedHost.Machines} 2> /dev/null | grep minimal || true"));
    }
}

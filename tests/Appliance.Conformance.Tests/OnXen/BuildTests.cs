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
    public Task Build_Minimal_IsTheSameTwiceAndComesUpOnXen() => BuildAsync("minimal", "192.168.77.30");

    [NeedsXenHostFact("mmdebstrap", "grub-mkimage")]
    public Task Build_DebianWeb_IsTheSameTwiceAndComesUpOnXen() => BuildAsync("debian-web", "192.168.77.31");

    [NeedsXenHostFact("mmdebstrap", "grub-mkimage")]
    public Task Build_Database_IsTheSameTwiceAndComesUpOnXen() => BuildAsync("database", "192.168.77.32");

    private async Task BuildAsync(string name, string address)
    {
        string template = Path.Combine(Repository.Root, "templates", name);
        string[] settings = ["--set", QuickKernel, "--set", $"network=Address={address}/24"];
        await Xen.SucceedAsync(
            [
                "build", template, "--out", Xen[$"{name}/first"], "--to", "xva", .. settings, "--test-host", "xen1", "--test-network", "VM Network=xenbr0",
                "--test-address", address, "--test-limit", "8m", "--test-domain", "pvh",
            ]);
        await Xen.SucceedAsync(["build", template, "--out", Xen[$"{name}/second"], "--to", "xva", .. settings]);
        DiskAssert.Same(File.ReadAllBytes(Xen[$"{name}/first/{name}-1.0.xva"]), File.ReadAllBytes(Xen[$"{name}/second/{name}-1.0.xva"]));

        // The start itself, and what each of the two has for checks and tests.
        XElement suite = XDocument.Load(Xen[$"{name}/first/{name}-1.0.tests.xml"]).Root!.Element("testsuite")!;
        Assert.Equal(("3", "0"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        Assert.Equal("", await (await Xen.HostAsync).RunAsync($"ls {SharedHost.Machines} 2> /dev/null | grep {name} || true"));
    }
}

using System.Text.Json.Nodes;
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
    public Task Build_Minimal_IsTheSameTwiceAndRunsItsTestsOnXen() => BuildAsync(
        "minimal",
        "192.168.77.30",
        ["http:80/", "console:minimal is up", "run:systemctl is-active www.service", "run:busybox wget -q -O - http://127.0.0.1/", "run:systemctl is-active apt-daily.timer"],
        "--profile",
        "console");

    [NeedsXenHostFact("mmdebstrap", "grub-mkimage")]
    public Task Build_DebianWeb_IsTheSameTwiceAndComesUpOnXen() => BuildAsync("debian-web", "192.168.77.31", ["http:80/", "tcp:22"]);

    [NeedsXenHostFact("mmdebstrap", "grub-mkimage")]
    public Task Build_Database_IsTheSameTwiceAndComesUpOnXen() => BuildAsync("database", "192.168.77.32", ["tcp:5432", "tcp:22"]);

    [NeedsXenHostFact("mmdebstrap", "grub-mkimage", "openssl")]
    public async Task Build_DebianServer_LetsAUserInOnItsConsoleOnXen()
    {
        const string Password = "horse battery 9";
        File.WriteAllText(Xen["password"], Password);
        File.WriteAllText(Xen["hash"], Tool.Run("openssl", "passwd", "-6", Password));
        string log = await TryAsync(
            "debian-server",
            "192.168.77.33",
            ["tcp:22", "run:systemctl is-active ssh.service", "run:grep -c ssh-ed25519 /etc/ssh/ssh_host_ed25519_key.pub"],
            "--profile",
            "console",
            "--secret",
            $"console_password={Xen["password"]}",
            "--secret",
            $"console_password_hash={Xen["hash"]}");
        Assert.Contains("login: tester", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, log, StringComparison.Ordinal);
    }

    [NeedsXenHostFact("mmdebstrap", "grub-mkimage")]
    public async Task Build_VappWebDb_IsTheSameTwiceAndStartsItsMachinesInOrderOnXen()
    {
        // As PV, and so with another kernel: of two Linux guests that the emulation runs by SVM, one soon dies of a triple fault.
        string[] settings = ["kernel=linux-image-amd64", "address=192.168.77.34/24", "data_size=512MiB", QuickKernel];
        string[] build = ["build", Path.Combine(Repository.Root, "templates", "vapp-web-db"), "--to", "xva", .. settings.SelectMany(setting => new[] { "--set", setting })];
        await Xen.SucceedAsync([.. build, "--out", Xen["vapp/first"]]);
        await (await Xen.HostAsync).RunAsync("ip address replace 10.77.77.254/24 dev xenbr0");
        (int code, string output, string log) = await Xen.RunAsync(
            [
                .. build, "--out", Xen["vapp/second"], "--json", "--test-host", "xen1", "--test-network", "*=xenbr0", "--test-address", "db=10.77.77.1", "--test-address", "web=192.168.77.34",
                "--test-limit", "8m", "--test-domain", "pv",
            ]);
        Assert.True(code == 0, $"exit code {code}\n{output}\n{log}");
        Tool.Run("cmp", Xen["vapp/first/vapp-web-db-1.0.xva"], Xen["vapp/second/vapp-web-db-1.0.xva"]);
        // What web answers it has from db.
        JsonArray tests = JsonNode.Parse(output)!["tests"]!.AsArray();
        Assert.Equal(["db: starts, tcp:5432", "web: starts, http:80/"], tests.Select(test => $"{test!["name"]}: {string.Join(", ", test["cases"]!.AsArray().Select(each => $"{each!["name"]}"))}"));
        Assert.All(tests, test => Assert.True((bool)test!["isOk"]!));
        Assert.Equal(["db", "web"], XDocument.Load(Xen["vapp/second/vapp-web-db-1.0.tests.xml"]).Root!.Elements("testsuite").Select(suite => suite.Attribute("name")!.Value));
    }

    private async Task BuildAsync(string name, string address, string[] tests, params string[] options)
    {
        await TryAsync(name, address, tests, options);
        await Xen.SucceedAsync(["build", .. Template(name, "second", address), .. options]);
        DiskAssert.Same(File.ReadAllBytes(Xen[$"{name}/first/{name}-1.0.xva"]), File.ReadAllBytes(Xen[$"{name}/second/{name}-1.0.xva"]));
    }

    /// <summary>Builds it and tries it; both reports tell of the start itself, and of each test.</summary>
    /// <returns>The log.</returns>
    private async Task<string> TryAsync(string name, string address, string[] tests, params string[] options)
    {
        (int code, string output, string log) = await Xen.RunAsync(
            [
                "build", .. Template(name, "first", address), .. options, "--json", "--verbose", "--test-host", "xen1", "--test-network", "VM Network=xenbr0",
                "--test-address", address, "--test-limit", "8m", "--test-domain", "pvh",
            ]);
        Assert.True(code == 0, $"exit code {code}\n{output}\n{log}");
        JsonArray cases = JsonNode.Parse(output)!["tests"]![0]!["cases"]!.AsArray();
        Assert.Equal(["starts", .. tests], cases.Select(each => $"{each!["name"]}"));
        Assert.All(cases, each => Assert.True((bool)each!["isOk"]!));

        XElement suite = XDocument.Load(Xen[$"{name}/first/{name}-1.0.tests.xml"]).Root!.Element("testsuite")!;
        Assert.Equal("0", suite.Attribute("failures")!.Value);
        Assert.Equal(["starts", .. tests], suite.Elements("testcase").Select(each => each.Attribute("name")!.Value));
        Assert.Equal("", await (await Xen.HostAsync).RunAsync($"ls {SharedHost.Machines} 2> /dev/null | grep {name} || true"));
        return log;
    }

    private string[] Template(string name, string folder, string address)
        => [Path.Combine(Repository.Root, "templates", name), "--out", Xen[$"{name}/{folder}"], "--to", "xva", "--set", QuickKernel, "--set", $"network=Address={address}/24"];
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Appliance.Testing;
using Appliance.Testing.XapiHost;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>The executable and several pools: one inventory, places, tenants and their passwords.</summary>
public sealed class FederationCommandTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly XapiServer _first = new();
    private readonly XapiServer _second = new();

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void ListAll_TellsTheMachinesOfAllHosts_WithTheirHosts()
    {
        AddPool("pool1", _first);
        AddPool("pool2", _second);
        AddMachine(_first, "web01");
        AddMachine(_second, "db01");
        Assert.Equal(["pool1 web01", "pool2 db01"], ListAll());
        Assert.StartsWith("HOST   NAME   STATE", Succeed("list", "--all"), StringComparison.Ordinal);
    }

    [Fact]
    public void ListAll_AHostOutOfReach_IsTold_AndTheOthersAreListed()
    {
        AddPool("pool1", _first);
        AddMachine(_first, "web01");
        Succeed("host", "add", "lost", "xapi://root@127.0.0.1:1", "--password-file", Password());
        (int code, string output, string error) = Run("list", "--all", "--json");
        Assert.Equal(4, code);
        Assert.StartsWith("appliance: lost: ", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Equal(["pool1 web01"], Machines(output));
    }

    [Fact]
    public void ListAll_LabelsAndTenants_NarrowIt()
    {
        AddPool("pool1", _first, "--label", "site=berlin", "--tenant", "acme");
        AddPool("pool2", _second, "--label", "site=rome");
        AddMachine(_first, "web01");
        AddMachine(_second, "db01");
        Assert.Equal(["pool1 web01"], ListAll("--label", "site=berlin"));
        Assert.Equal(["pool1 web01"], ListAll("--tenant", "acme"));
        Assert.Equal(["pool1 web01", "pool2 db01"], ListAll("--label", "site"));
        Assert.Equal(2, Run("list", "--all", "--label", "gold").ExitCode);
        Assert.Equal(2, Run("list", "--label", "site", "--host", "pool1").ExitCode);
    }

    [Fact]
    public void Place_TakesTheHostWithRoom_TellsWhy_AndMarksTheMachine()
    {
        AddPool("pool1", _first, "--label", "gold", "--tenant", "acme");
        AddPool("pool2", _second, "--label", "gold", "--tenant", "acme");
        FreeMemory(_first, 1L << 30);
        (int code, _, string error) = Import("web01", "--place", "label=gold,tenant=acme");
        Assert.True(code == 0, error);
        Assert.StartsWith("appliance: pool2 is chosen of 2 saved hosts: 48 GiB of memory are free, and 1 TiB in local; of 2 that fit it has the most left", error, StringComparison.Ordinal);
        Assert.Equal(["pool2 web01"], ListAll());
        Assert.Contains("TENANT", Succeed("list", "--host", "pool2"), StringComparison.Ordinal);
        Assert.Contains("  tenant    acme\n", Succeed("show", "web01", "--host", "pool2"), StringComparison.Ordinal);
    }

    [Fact]
    public void Place_NoneFits_TellsWhyOfEach_AndMakesNothing()
    {
        AddPool("pool1", _first, "--label", "gold");
        AddPool("pool2", _second);
        AddMachine(_first, "web09");
        (int code, _, string error) = Import("web01", "--place", "label=gold,anti=web*");
        Assert.Equal(4, code);
        Assert.Equal(
            """
            appliance: pool1: has web09, from which anti=web* keeps it apart
            appliance: pool2: has no label gold
            appliance: --place label=gold,anti=web*: none of 2 saved hosts takes web01; ask for less, or name a host with --host

            """,
            error);
        Assert.Equal(["pool1 web09"], ListAll());
    }

    [Fact]
    public void Place_DryRun_TellsTheOthersToo_AndOneOutOfReachIsWarnedOf()
    {
        AddPool("pool1", _first);
        AddPool("pool2", _second, "--tenant", "other");
        Succeed("host", "add", "lost", "xapi://root@127.0.0.1:1", "--password-file", Password());
        (int code, string output, string error) = Import("web01", "--place", "any", "--dry-run", "--json");
        Assert.True(code == 0, error);
        Assert.Contains("warning: lost does not answer, and does not count", error, StringComparison.Ordinal);
        Assert.Contains("appliance: pool2: belongs to other\n", error, StringComparison.Ordinal);
        JsonNode placement = JsonNode.Parse(output)!["placement"]!;
        Assert.Equal(("pool1", 2), (placement["chosen"]!["host"]!["name"]!.ToString(), placement["refused"]!.AsArray().Count));
        Assert.Empty(ListAll("--tenant", "other"));
    }

    [Fact]
    public void AnImport_ThatExceedsATenantsLimit_IsRefusedBeforeAnythingIsMade()
    {
        AddPool("pool1", _first, "--tenant", "acme");
        AddPool("pool2", _second, "--tenant", "acme");
        Succeed("tenant", "set", "acme", "--machines", "1");
        Assert.Equal(0, Import("web01", "--host", "pool1").ExitCode);
        Assert.Equal("acme: pool1, pool2\n  machines  1 of 1\n", string.Concat(Succeed("tenant", "show", "acme").Split('\n').Take(2).Select(line => line + "\n")));
        (int code, _, string error) = Import("web02", "--host", "pool2");
        Assert.Equal((4, "appliance: tenant acme: machines: 1 used, 1 asked for, 1 allowed: remove machines, or allow more with appliance tenant set acme\n"), (code, error));
        Assert.Equal(4, Import("web02", "--host", "pool2", "--dry-run").ExitCode);
        Assert.Empty(_second.State.Database.All("VDI"));
        Succeed("tenant", "set", "acme", "--machines", "none");
        Assert.Equal(0, Import("web02", "--host", "pool2").ExitCode);
    }

    [Fact]
    public void AnImport_OfATenantWhoseHostIsOutOfReach_IsRefused()
    {
        AddPool("pool1", _first, "--tenant", "acme");
        Succeed("host", "add", "lost", "xapi://root@127.0.0.1:1", "--password-file", Password(), "--tenant", "acme");
        Succeed("tenant", "set", "acme", "--machines", "9");
        (int code, _, string error) = Import("web01", "--host", "pool1");
        Assert.Equal(4, code);
        Assert.Contains("cannot be counted", error, StringComparison.Ordinal);
        Assert.Contains("host set lost --no-tenant", error, StringComparison.Ordinal);
        Assert.Empty(_first.State.Database.All("VDI"));
    }

    [Fact]
    public void ThePasswordOfOneHost_IsNotOfferedWhereSeveralAreAsked()
    {
        AddWithoutPassword("pool1", _first, "acme");
        AddWithoutPassword("pool2", _second, "other");
        Assert.Equal(0, RunWith("APPLIANCE_PASSWORD=secret", "list", "--host", "pool1").ExitCode);
        int calls = Logins(_first) + Logins(_second);
        (int code, _, string error) = RunWith("APPLIANCE_PASSWORD=secret", "list", "--all");
        Assert.Equal(4, code);
        Assert.Contains("pool2: wants a password of root: give a file with host add --password-file, or set APPLIANCE_PASSWORD_HOST_POOL2, or set APPLIANCE_PASSWORD_TENANT_OTHER", error, StringComparison.Ordinal);
        Assert.Equal(4, RunWith("APPLIANCE_PASSWORD=secret", "import", Disk(), "--name", "web01", "--guest", "keep", "--place", "tenant=acme").ExitCode);
        Assert.Equal(calls, Logins(_first) + Logins(_second));
    }

    [Fact]
    public void ThePasswordOfATenant_IsOfferedToItsHostsAlone()
    {
        AddWithoutPassword("pool1", _first, "acme");
        AddWithoutPassword("pool2", _second, "other");
        (int code, _, string error) = RunWith("APPLIANCE_PASSWORD_TENANT_ACME=secret", "list", "--all");
        Assert.Equal((4, 1, 0), (code, Logins(_first), Logins(_second)));
        Assert.DoesNotContain("pool1", error, StringComparison.Ordinal);
        Assert.Equal(0, RunWith("APPLIANCE_PASSWORD_HOST_POOL2=secret", "list", "--all", "--tenant", "other").ExitCode);
    }

    private static int Logins(XapiServer server) => server.State.Called.Count(method => method == "session.login_with_password");

    private static void AddMachine(XapiServer server, string name) => server.State.Add("VM", new JsonObject { ["name_label"] = name });

    private static void FreeMemory(XapiServer server, long bytes) => server.State.Database.All("host_metrics").Values.Single()["memory_free"] = bytes;

    private void AddPool(string name, XapiServer server, params string[] more)
        => Succeed(["host", "add", name, $"xapi://root@127.0.0.1:{server.Port}", "--fingerprint", server.Fingerprint, "--password-file", Password(), .. more]);

    private void AddWithoutPassword(string name, XapiServer server, string tenant)
        => Succeed("host", "add", name, $"xapi://root@127.0.0.1:{server.Port}", "--fingerprint", server.Fingerprint, "--tenant", tenant);

    private string Password()
    {
        string file = _folder.Write("password", "secret\n");
        Tool.Run("chmod", "600", file);
        return file;
    }

    private string Disk() => _folder.Write("web.raw", TestDisk.Mixed(3 << 20));

    private (int ExitCode, string Output, string Error) Import(string name, params string[] more) => Run(["import", Disk(), "--name", name, "--guest", "keep", .. more]);

    private string[] ListAll(params string[] more) => Machines(Succeed(["list", "--all", "--json", .. more]));

    private static string[] Machines(string json)
    {
        using var list = JsonDocument.Parse(json);
        return [.. list.RootElement.EnumerateArray().Select(machine => $"{machine.GetProperty("host").GetString()} {machine.GetProperty("record").GetProperty("name").GetString()}")];
    }

    private string Succeed(params string[] arguments)
    {
        (int code, string output, string error) = Run(arguments);
        Assert.True(code == 0, $"appliance {string.Join(' ', arguments)} exited {code}\n{output}\n{error}");
        return output;
    }

    private (int ExitCode, string Output, string Error) Run(params string[] arguments) => RunWith("LC_ALL=C", arguments);

    private (int ExitCode, string Output, string Error) RunWith(string variable, params string[] arguments)
        => Tool.TryRun("env", ["-u", "APPLIANCE_HOST", variable, $"XDG_CONFIG_HOME={_folder.Path}", Command.Executable, .. arguments]);
}

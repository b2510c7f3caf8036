using System.Text.Json;
using Appliance.Testing;
using Appliance.Testing.XapiHost;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>The executable, a package with OVF properties, and a pool that its machine is imported to.</summary>
public sealed class PropertyCommandTests : IAsyncDisposable, IAsyncLifetime
{
    private const string Secret = "tr0ub4dor";

    private readonly TemporaryFolder _folder = new();
    private readonly XapiServer _server = new();

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void Inspect_Properties_AreShown()
    {
        string package = Package();
        string said = Command.Succeed("inspect", package, "--no-guest").Output;
        Assert.Contains("  property  hostname: string, MinLen(1), \"web\"; Name\n", said, StringComparison.Ordinal);
        Assert.Contains("  property  version: uint8, \"7\", not to be chosen\n", said, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(Command.Succeed("inspect", package, "--no-guest", "--json").Output);
        JsonElement machine = report.RootElement.GetProperty("machines")[0];
        Assert.Equal("iso", machine.GetProperty("propertyTransports")[0].GetString());
        Assert.True(machine.GetProperty("properties")[1].GetProperty("isPassword").GetBoolean());
    }

    [Fact]
    public void Import_DryRun_ShowsWhatWouldBeTold_ButSecrets()
    {
        AddPool();
        string[] import = ["import", Package(), "--guest", "keep", "--dry-run", "--property", "hostname=web01", "--property-file", $"password={SecretFile()}"];
        string said = Succeed(import);
        Assert.Contains("properties, by the disc xvdb and xenstore:\n      hostname = web01\n      password = ***\n      version = 7\n", said, StringComparison.Ordinal);
        string json = Succeed([.. import, "--json", "--verbose"]);
        Assert.DoesNotContain(Secret, json, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(json);
        Assert.Equal("***", report.RootElement.GetProperty("plan").GetProperty("environments")[0].GetProperty("properties")[1].GetProperty("value").GetString());
    }

    [Theory]
    [InlineData(3, "has no property host; it has hostname, password, version", "--property", "host=x")]
    [InlineData(3, "property hostname has at least 1 characters", "--property", "hostname=")]
    [InlineData(3, "property version is not the user's to choose", "--property", "version=8")]
    [InlineData(2, "--property: give KEY=VALUE", "--property", "hostname")]
    [InlineData(2, "--property-file: give KEY=FILE", "--property-file", "password=")]
    [InlineData(2, "--property-file: /nowhere/at/all cannot be read", "--property-file", "password=/nowhere/at/all")]
    public void Import_PropertyThatIsNotThere_IsRefused(int code, string why, params string[] options)
    {
        AddPool();
        (int exitCode, _, string error) = Run(["import", Package(), "--guest", "keep", .. options]);
        Assert.Equal(code, exitCode);
        Assert.Contains(why, error, StringComparison.Ordinal);
        Assert.Empty(_server.State.Database.All("VDI"));
    }

    [Fact]
    public void Import_Properties_AreInThePool()
    {
        AddPool();
        Succeed("import", Package(), "--guest", "keep", "--property-file", $"password={SecretFile()}", "--name", "web01");
        var vm = _server.State.Database.All("VM").Values.Single(record => record["name_label"]!.ToString() == "web01");
        Assert.Equal("web", vm["xenstore_data"]!["vm-data/ovf/hostname"]!.ToString());
        Assert.Single(_server.State.Database.All("VDI").Values, vdi => vdi["name_label"]!.ToString() == "OVF ENV");
    }

    private string SecretFile() => _folder.Write("secret", Secret + "\n");

    private string Package() => PropertyPackage.Write(_folder.Write("web.raw", TestDisk.Mixed(6 << 20)), _folder["package/web.ovf"]);

    private void AddPool()
    {
        string file = _folder.Write("password", "secret\n");
        Tool.Run("chmod", "600", file);
        Succeed("host", "add", "pool1", $"xapi://root@127.0.0.1:{_server.Port}", "--fingerprint", _server.Fingerprint, "--password-file", file);
    }

    private string Succeed(params string[] arguments)
    {
        (int code, string output, string error) = Run(arguments);
        Assert.True(code == 0, $"appliance {string.Join(' ', arguments)} exited {code}\n{output}\n{error}");
        return output;
    }

    private (int ExitCode, string Output, string Error) Run(params string[] arguments)
        => Tool.TryRun("env", ["-u", "APPLIANCE_HOST", $"XDG_CONFIG_HOME={_folder.Path}", Command.Executable, .. arguments]);
}

using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Appliance.Testing;
using Appliance.Testing.XapiHost;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>The executable and a pool with xapi, over TLS.</summary>
public sealed class XapiCommandTests : IAsyncLifetime, IAsyncDisposable
{
    private const int Size = 6 << 20;

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
    public void AMachine_IsImportedStartedStoppedAndRemoved()
    {
        AddPool();
        string disk = _folder.Write("web.raw", TestDisk.Mixed(Size));
        Succeed("import", disk, "--name", "web01", "--sr", "local", "--guest", "keep", "--start");
        Assert.Equal(["web01 running"], List());
        DiskAssert.Same(File.ReadAllBytes(disk), _server.State.DiskOf(Assert.Single(_server.State.Database.All("VDI")).Key));
        Succeed("stop", "web01", "--force");
        Succeed("host", "check");
        Succeed("remove", "web01", "--yes");
        Assert.Empty(List());
        Assert.Empty(_server.State.Database.All("VDI"));
    }

    [Fact]
    public void Import_DryRun_TellsWhereItWouldGo()
    {
        AddPool();
        string told = Succeed("import", _folder.Write("web.raw", TestDisk.Mixed(Size)), "--name", "web01", "--guest", "keep", "--dry-run");
        Assert.Contains("HVM, since it starts by a BIOS", told, StringComparison.Ordinal);
        Assert.Contains("a new VDI in local", told, StringComparison.Ordinal);
        Assert.Contains("sent each disk by itself, only its data, 3 at a time", told, StringComparison.Ordinal);
        Assert.Empty(_server.State.Database.All("VDI"));
    }

    [Fact]
    public void Import_StorageThatIsNotZeroed_TakesAnXva_AndTellsWhy()
    {
        AddPool();
        string storage = _server.State.Add("SR", new JsonObject { ["name_label"] = "raw", ["type"] = "lvm", ["physical_size"] = 1L << 40 });
        _server.State.Add("PBD", new JsonObject { ["SR"] = storage, ["currently_attached"] = true });
        _server.State.Unzeroed.Add(storage);
        string disk = _folder.Write("web.raw", TestDisk.Mixed(Size));
        Assert.Contains("sent as one XVA, since the volumes of raw (lvm) are not zeroed", Succeed("import", disk, "--name", "web01", "--sr", "raw", "--guest", "keep", "--dry-run"), StringComparison.Ordinal);
        Succeed("import", disk, "--name", "web01", "--sr", "raw", "--guest", "keep");
        DiskAssert.Same(File.ReadAllBytes(disk), _server.State.DiskOf(Assert.Single(_server.State.Database.All("VDI")).Key));
    }

    [NeedsToolFact("qemu-img")]
    public void Export_OfChangesBetweenSnapshots_IsADeltaOverTheOlderExport()
    {
        AddPool();
        byte[] content = TestDisk.Mixed(Size);
        Succeed("import", _folder.Write("web.raw", content), "--name", "web01", "--guest", "keep");
        string vdi = Assert.Single(_server.State.Database.All("VDI")).Key;
        Succeed("snapshot", "web01", "monday");
        content.AsSpan(1 << 20, 4096).Fill(7);
        content.CopyTo(_server.State.DiskOf(vdi), 0);
        Succeed("snapshot", "web01", "tuesday");
        Array.Clear(_server.State.DiskOf(vdi));

        Succeed("export", "web01", _folder["monday.vhd"], "--snapshot", "monday");
        Succeed("export", "web01", _folder["tuesday.vhd"], "--snapshot", "tuesday", "--since", "monday", "--to", "vhd-diff", "--parent", _folder["monday.vhd"], "--verify");
        Tool.Run("qemu-img", "compare", "-f", "raw", "-F", "raw", _folder["web.raw"], Converted("monday.vhd"));
        Tool.Run("qemu-img", "compare", "-f", "raw", "-F", "raw", _folder.Write("tuesday.img", content), Converted("tuesday.vhd"));
        Assert.InRange(new FileInfo(_folder["tuesday.vhd"]).Length, 1, 3 << 20);
    }

    [Fact]
    public void Export_OfChangesWithoutTheOlderExport_IsWrongUsage()
    {
        AddPool();
        (int code, _, string error) = Run("export", "web01", _folder["tuesday.vhd"], "--since", "monday");
        Assert.Equal(2, code);
        Assert.Contains("--since goes with --to vhd-diff --parent FILE", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnImportThatWasKilled_IsFoundAndRepaired()
    {
        AddPool();
        Command.Succeed("convert", _folder.Write("web.raw", TestDisk.RandomBytes(Size, seed: 3)), _folder["web.ova"], "--to", "vmware-ova");
        using Process import = Start("import", "-", "--name", "web01", "--guest", "keep");
        byte[] package = await File.ReadAllBytesAsync(_folder["web.ova"]);
        await import.StandardInput.BaseStream.WriteAsync(package.AsMemory(0, package.Length / 2));
        await import.StandardInput.BaseStream.FlushAsync();
        Wait.Until(() => _server.State.Database.All("VDI").Any(), "a VDI");
        import.Kill();
        await import.WaitForExitAsync();

        (int code, string output, _) = Run("host", "check");
        Assert.Equal((1, "import web01: was cut off; repair removes what there is of it\npool1: 1 half-done\n"), (code, output));
        Assert.Contains("cleaned: import web01", Succeed("host", "repair"), StringComparison.Ordinal);
        Assert.Empty(_server.State.Database.All("VDI"));
        Assert.Empty(List());
    }

    [Fact]
    public void AWrongPassword_IsRefused_AndShownNowhere()
    {
        AddPool(password: "guessed-wrong");
        (int code, string output, string error) = Run("list");
        Assert.Equal(4, code);
        Assert.Contains("pool1: root cannot log in", error, StringComparison.Ordinal);
        Assert.DoesNotContain("guessed-wrong", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnknownCertificate_IsRefused_WithItsFingerprint()
    {
        AddPool(fingerprint: new string('A', 64));
        (int code, _, string error) = Run("list");
        Assert.Equal(4, code);
        Assert.Contains("is not trusted", error, StringComparison.Ordinal);
        Assert.Contains(_server.Fingerprint[..2] + ":" + _server.Fingerprint[2..4], error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TrustOnFirstUse_WritesTheCertificateDown_AndTakesNoOther()
    {
        string password = _folder.Write("password", "secret\n");
        Tool.Run("chmod", "600", password);
        (int code, _, string error) = Run("host", "add", "pool1", $"xapi://root@127.0.0.1:{_server.Port}", "--trust-on-first-use", "--password-file", password);
        Assert.Equal(0, code);
        Assert.Contains("is trusted from now on", error, StringComparison.Ordinal);
        Assert.Empty(List());

        await using var other = new XapiServer();
        Succeed("host", "add", "pool1", $"xapi://root@127.0.0.1:{other.Port}", "--replace");
        Assert.Contains("is not trusted", Run("list").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AnExportedMachine_HasTheBytesThatWereImported()
    {
        AddPool();
        string disk = _folder.Write("web.raw", TestDisk.Mixed(Size));
        Succeed("import", disk, "--name", "web01", "--guest", "keep");
        Succeed("snapshot", "web01", "before");
        Assert.Contains("before", Succeed("show", "web01"), StringComparison.Ordinal);
        Succeed("export", "web01", _folder["back.xva"]);
        Succeed("export", "web01", _folder["back.vhd"], "--verify");
        foreach (string file in (string[])["back.xva", "back.vhd"])
        {
            Command.Succeed("compare", disk, _folder[file]);
        }
    }

    [Fact]
    public void AVApp_IsExportedAsOnePackage_WithItsOrder()
    {
        AddPool();
        string group = _server.State.Add("VM_appliance", new JsonObject { ["name_label"] = "shop" });
        foreach ((string name, long order) in (IEnumerable<(string, long)>)[("web", 2), ("db", 1)])
        {
            Succeed("import", _folder.Write($"{name}.raw", TestDisk.RandomBytes(Size, (int)order)), "--name", name, "--guest", "keep");
            JsonObject vm = _server.State.Database.All("VM").Values.Single(machine => machine["name_label"]!.ToString() == name);
            (vm["appliance"], vm["order"], vm["start_delay"]) = (group, order, 10L);
        }

        Succeed("export", "shop", _folder["shop.ova"], "--verify");
        using var package = JsonDocument.Parse(Command.Succeed("inspect", _folder["shop.ova"], "--json", "--no-guest").Output);
        JsonElement machines = package.RootElement.GetProperty("machines");
        Assert.Equal(["db", "web"], machines.EnumerateArray().Select(machine => machine.GetProperty("name").GetString()));
        Assert.Contains("startDelay=\"10\"", Tool.Run("tar", "--wildcards", "-xOf", _folder["shop.ova"], "*.ovf"), StringComparison.Ordinal);
        Succeed("export", "shop", _folder["shop.xva"]);
        Command.Succeed("compare", _folder["shop.xva"], _folder["shop.ova"]);
    }

    [Fact]
    public void Console_PrintsWhatTheGuestDoes_AndKeepsIt()
    {
        AddPool();
        string vm = _server.State.Add("VM", new JsonObject { ["name_label"] = "web01", ["power_state"] = "Running" });
        _server.State.Add("console", new JsonObject { ["VM"] = vm, ["location"] = $"https://127.0.0.1:{_server.Port}/console?uuid=1" });
        _server.State.Guests[vm] = stream => stream.WriteAsync("Reached target Power-Off\r\n"u8.ToArray()).AsTask();
        (int code, string output, string error) = Run("console", "web01", "--log", _folder["boot.log"]);
        Assert.Equal((0, "Reached target Power-Off\r\n"), (code, output));
        Assert.Equal("appliance: web01: its console has ended\n", error);
        Assert.Equal(output, File.ReadAllText(_folder["boot.log"]));
    }

    [Fact]
    public void Migrate_ToAnotherStorage_TellsWhereTheMachineIs()
    {
        AddPool();
        string host = _server.State.Database.All("host").Single().Key, shared = _server.State.Add("SR", new JsonObject { ["name_label"] = "shared", ["type"] = "nfs" });
        _server.State.Add("PBD", new JsonObject { ["SR"] = shared, ["host"] = host, ["currently_attached"] = true });
        Succeed("import", _folder.Write("web.raw", TestDisk.Mixed(Size)), "--name", "web01", "--guest", "keep");
        Assert.Equal("web01: moved to pool1\n", Succeed("migrate", "web01", "--sr", "shared"));
        Assert.Equal(shared, Assert.Single(_server.State.Database.All("VDI")).Value["SR"]!.ToString());
        (int code, _, string error) = Run("migrate", "web01");
        Assert.Equal((4, "appliance: pool1: web01 is stopped, and is on no host of its pool: name a storage with --sr, or another pool with --to\n"), (code, error));
    }

    [Fact]
    public void Clone_Whole_GoesToTheStorage()
    {
        AddPool();
        string fast = _server.State.Add("SR", new JsonObject { ["name_label"] = "fast", ["type"] = "ext" });
        Succeed("import", _folder.Write("web.raw", TestDisk.Mixed(Size)), "--name", "web01", "--guest", "keep");
        Assert.Equal("web02: made\n", Succeed("clone", "web01", "web02", "--sr", "fast"));
        Assert.Contains(_server.State.Database.All("VDI").Values, disk => disk["SR"]!.ToString() == fast);
    }

    [Fact]
    public void Affinity_IsSetAndShown_AndTakenBack()
    {
        AddPool();
        Succeed("import", _folder.Write("web.raw", TestDisk.Mixed(Size)), "--name", "web01", "--guest", "keep", "--affinity", "labhost");
        Assert.Contains("when asked, best on labhost\n", Succeed("show", "web01"), StringComparison.Ordinal);
        Succeed("set", "web01", "--affinity", "none");
        Assert.DoesNotContain("labhost", Succeed("show", "web01"), StringComparison.Ordinal);
        Assert.Equal(4, Run("set", "web01", "--affinity", "host9").ExitCode);
    }

    [Fact]
    public void Migrate_FromAHostWithXl_NeedsToBeToldWhereTo()
    {
        (int code, _, string error) = Run("migrate", "web01", "--host", "xl://");
        Assert.Equal((2, true), (code, error.Contains("name the host it goes to with --to", StringComparison.Ordinal)));
    }

    [Fact]
    public void Host_NetworkAdd_MakesAVlanThatIsListed()
    {
        AddPool();
        Assert.StartsWith("VLAN 20: bridge xapi", Succeed("host", "network", "add", "VLAN 20", "--pif", "eth0", "--vlan", "20"), StringComparison.Ordinal);
        string list = Succeed("host", "network", "pool1");
        Assert.Contains(", VLAN 20, ", list, StringComparison.Ordinal);
        Assert.Contains("  eth0 of labhost, ", list, StringComparison.Ordinal);
        Assert.Equal(2, Run("host", "network", "add", "VLAN 5000", "--pif", "eth0", "--vlan", "5000").ExitCode);
        Assert.Equal(4, Run("host", "network", "add", "again", "--pif", "eth0", "--vlan", "20").ExitCode);
    }

    [Fact]
    public void Host_Storage_TellsTheDefault()
    {
        AddPool();
        using var list = JsonDocument.Parse(Succeed("host", "storage", "--json"));
        JsonElement storage = Assert.Single(list.RootElement.EnumerateArray());
        Assert.Equal(("local", "ext", true), (storage.GetProperty("name").GetString(), storage.GetProperty("type").GetString(), storage.GetProperty("isDefault").GetBoolean()));
    }

    [Fact]
    public void ADisc_IsPutIntoADrive_AndTakenOut()
    {
        AddPool();
        string library = _server.State.Add("SR", new JsonObject { ["type"] = "iso", ["content_type"] = "iso" });
        _server.State.Add("PBD", new JsonObject { ["SR"] = library, ["currently_attached"] = true });
        _server.State.Add("VDI", new JsonObject { ["name_label"] = "debian.iso", ["SR"] = library });
        Succeed("import", _folder.Write("web.raw", TestDisk.Mixed(Size)), "--name", "web01", "--guest", "keep");
        Assert.Equal("web01: has disc debian.iso in its drive\n", Succeed("attach", "web01", "--iso", "debian.iso"));
        Assert.Equal("web01: has no disc in its drive any more\n", Succeed("detach", "web01", "--iso"));
        Assert.Equal(4, Run("detach", "web01", "--iso").ExitCode);
    }

    private void AddPool(string password = "secret", string? fingerprint = null)
    {
        string file = _folder.Write("password", password + "\n");
        Tool.Run("chmod", "600", file);
        Succeed("host", "add", "pool1", $"xapi://root@127.0.0.1:{_server.Port}", "--fingerprint", fingerprint ?? _server.Fingerprint, "--password-file", file);
    }

    /// <summary>What we read of an image, as raw bytes in a file.</summary>
    private string Converted(string image)
    {
        Command.Succeed("convert", _folder[image], _folder[$"{image}.img"], "--to", "raw", "--guest", "keep");
        return _folder[$"{image}.img"];
    }

    private string[] List()
    {
        using var list = JsonDocument.Parse(Succeed("list", "--json"));
        return [.. list.RootElement.EnumerateArray().Select(machine => $"{machine.GetProperty("record").GetProperty("name").GetString()} {machine.GetProperty("state").GetString()!.ToLowerInvariant()}")];
    }

    private string Succeed(params string[] arguments)
    {
        (int code, string output, string error) = Run(arguments);
        Assert.True(code == 0, $"appliance {string.Join(' ', arguments)} exited {code}\n{output}\n{error}");
        return output;
    }

    private (int ExitCode, string Output, string Error) Run(params string[] arguments)
        => Tool.TryRun("env", ["-u", "APPLIANCE_HOST", $"XDG_CONFIG_HOME={_folder.Path}", Command.Executable, .. arguments]);

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Command.Executable, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["XDG_CONFIG_HOME"] = _folder.Path;
        return Process.Start(start)!;
    }
}

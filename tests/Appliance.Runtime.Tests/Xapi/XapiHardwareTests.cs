using System.Text.Json.Nodes;
using Appliance.Formats.Machines;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xapi.Records;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>Processors, memory, disks and cards of machines in a pool.</summary>
public sealed class XapiHardwareTests
{
    private const long MiB = 1L << 20;
    private const string Mac = "00:50:56:ab:2c:1d";

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Resize_OfAStoppedMachine_SetsWhatItStartsWith(int cpus)
    {
        await using XapiPoolBench bench = await OpenAsync();
        Assert.True(await bench.Host.Hardware.ResizeAsync("web01", cpus, 512 * MiB, default));
        Assert.Equal((cpus, 512 * MiB), await SizeAsync(bench));
        Assert.Equal(cpus, bench.Machine("web01")["VCPUs_max"]!.GetValue<long>());
        Assert.Equal(512 * MiB, bench.Machine("web01")["memory_static_max"]!.GetValue<long>());
    }

    [Fact]
    public async Task Resize_OfARunningMachine_IsWithinWhatItWasStartedWith()
    {
        await using XapiPoolBench bench = await OpenAsync();
        JsonObject web = bench.Machine("web01");
        (web["power_state"], web["VCPUs_max"], web["memory_static_min"]) = ("Running", 4L, 128 * MiB);
        Assert.True(await bench.Host.Hardware.ResizeAsync("web01", 4, 256 * MiB, default));
        Assert.Equal((4, 256 * MiB), await SizeAsync(bench));
        HostException many = await Assert.ThrowsAsync<HostException>(() => bench.Host.Hardware.ResizeAsync("web01", 5, null, default));
        Assert.Equal("pool1: web01 runs with at most 4 processors: stop it first", many.Message);
        HostException much = await Assert.ThrowsAsync<HostException>(() => bench.Host.Hardware.ResizeAsync("web01", null, 64L << 30, default));
        Assert.Contains("of memory: stop it first", much.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resize_ToHalfASocket_IsRefused()
    {
        await using XapiPoolBench bench = await OpenAsync();
        bench.Machine("web01")["platform"]!["cores-per-socket"] = "2";
        HostException half = await Assert.ThrowsAsync<HostException>(() => bench.Host.Hardware.ResizeAsync("web01", 3, null, default));
        Assert.Contains("sockets of 2", half.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GrowDisk_NeverCuts()
    {
        await using XapiPoolBench bench = await OpenAsync();
        await bench.Host.Hardware.GrowDiskAsync("web01", "xvda", 8 * MiB, default);
        Assert.Equal(8 * MiB, Assert.Single(bench.All("VDI"))["virtual_size"]!.GetValue<long>());
        HostException less = await Assert.ThrowsAsync<HostException>(() => bench.Host.Hardware.GrowDiskAsync("web01", "xvda", 4 * MiB, default));
        Assert.Contains("no disk is cut", less.Message, StringComparison.Ordinal);
        HostException none = await Assert.ThrowsAsync<HostException>(() => bench.Host.Hardware.GrowDiskAsync("web01", "xvdb", 8 * MiB, default));
        Assert.Equal("pool1: web01 has no disk xvdb; it has xvda", none.Message);
    }

    [Theory]
    [InlineData("Halted", false)]
    [InlineData("Running", true)]
    public async Task AttachDisk_IsSeenByARunningGuest_AndCanBeKept(string power, bool isPlugged)
    {
        await using XapiPoolBench bench = await OpenAsync();
        bench.Machine("web01")["power_state"] = power;
        string vdev = await bench.Host.Hardware.AttachDiskAsync("web01", 5 * MiB, "local", default);
        Assert.Equal("xvdb", vdev);
        Assert.Equal(isPlugged, bench.All("VBD").Last()["currently_attached"]!.GetValue<bool>());
        Assert.DoesNotContain("appliance_import", bench.All("VDI").Last()["other_config"]!.ToJsonString(), StringComparison.Ordinal);

        string? kept = await bench.Host.Hardware.DetachDiskAsync("web01", vdev, keepsDisk: true, default);
        Assert.Equal(bench.All("VDI").Last()["uuid"]!.ToString(), kept);
        Assert.Equal("xvdb", await bench.Host.Hardware.AttachExistingDiskAsync("web01", kept!, default));
        Assert.Null(await bench.Host.Hardware.DetachDiskAsync("web01", vdev, keepsDisk: false, default));
        Assert.Single(bench.All("VDI"));
        Assert.Single((await bench.Host.FindAsync("web01", default)).Record.Disks);
    }

    [Fact]
    public async Task AttachDisk_ThatTheGuestDoesNotTake_LeavesNothing()
    {
        await using XapiPoolBench bench = await OpenAsync();
        bench.Machine("web01")["power_state"] = "Running";
        bench.State.WithoutAgent.Add(bench.State.Database.All("VM").Single(vm => vm.Value == bench.Machine("web01")).Key);
        int drives = bench.All("VBD").Count(), cards = bench.All("VIF").Count();
        await Assert.ThrowsAnyAsync<HostException>(() => bench.Host.Hardware.AttachDiskAsync("web01", 5 * MiB, null, default));
        await Assert.ThrowsAnyAsync<HostException>(() => bench.Host.Hardware.AttachCardAsync("web01", "xenbr0", null, default));
        Assert.Single(bench.All("VDI"));
        Assert.Equal((drives, cards), (bench.All("VBD").Count(), bench.All("VIF").Count()));
    }

    [Fact]
    public async Task AttachDisk_WithoutAStorage_IsBesideTheFirst()
    {
        await using XapiPoolBench bench = await OpenAsync();
        string far = bench.AddStorage("far", "nfs", 1L << 40);
        Assert.Single(bench.All("VDI"))["SR"] = far;
        await bench.Host.Hardware.AttachDiskAsync("web01", MiB, null, default);
        Assert.All(bench.All("VDI"), disk => Assert.Equal(far, disk["SR"]!.ToString()));
    }

    [Fact]
    public async Task DetachDisk_ThatIsKept_IsNoLeftoverOfAnImport()
    {
        await using XapiPoolBench bench = await OpenAsync();
        Assert.Single(bench.All("VDI"))["other_config"]!["appliance_import"] = "1";
        await bench.Host.Hardware.DetachDiskAsync("web01", "xvda", keepsDisk: true, default);
        Assert.DoesNotContain("appliance_import", Assert.Single(bench.All("VDI"))["other_config"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("type", "suspend")]
    [InlineData("is_a_snapshot", true)]
    public async Task AttachExistingDisk_ThatIsThePoolsOwn_IsRefused(string field, object value)
    {
        await using XapiPoolBench bench = await OpenAsync();
        string disk = bench.State.Add("VDI", new JsonObject { [field] = JsonValue.Create(value), ["virtual_size"] = MiB });
        string uuid = bench.State.Database.Get("VDI", disk)["uuid"]!.ToString();
        HostException own = await Assert.ThrowsAsync<HostException>(() => bench.Host.Hardware.AttachExistingDiskAsync("web01", uuid, default));
        Assert.Contains("is no disk of a machine's", own.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "xvda")]
    [InlineData(25, "xvdz")]
    [InlineData(26, "xvdaa")]
    [InlineData(254, "xvdiu")]
    public void Places_HaveNamesOfTheirOwn(int place, string name) => Assert.Equal(name, XapiDevices.NameAt(place));

    [Fact]
    public async Task AttachExistingDisk_ThatAMachineHas_IsRefused()
    {
        await using XapiPoolBench bench = await OpenAsync();
        string uuid = Assert.Single(bench.All("VDI"))["uuid"]!.ToString();
        HostException used = await Assert.ThrowsAsync<HostException>(() => bench.Host.Hardware.AttachExistingDiskAsync("web01", uuid, default));
        Assert.Contains("belongs to a machine", used.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HostException>(() => bench.Host.Hardware.AttachExistingDiskAsync("web01", "none", default));
    }

    [Theory]
    [InlineData("Halted", "")]
    [InlineData("Running", "00:50:56:ab:2c:2e")]
    public async Task AttachCard_AndDetachIt(string power, string mac)
    {
        await using XapiPoolBench bench = await OpenAsync();
        bench.Machine("web01")["power_state"] = power;
        string made = await bench.Host.Hardware.AttachCardAsync("web01", "xenbr0", mac.Length > 0 ? mac : null, default);
        Assert.Equal(17, made.Length);
        Assert.Equal([Mac, made], (await bench.Host.FindAsync("web01", default)).Record.Cards.Select(card => card.Mac));
        await bench.Host.Hardware.DetachCardAsync("web01", made.ToUpperInvariant(), default);
        Assert.Equal(Mac, Assert.Single(bench.All("VIF"))["MAC"]!.ToString());
        HostException none = await Assert.ThrowsAsync<HostException>(() => bench.Host.Hardware.DetachCardAsync("web01", made, default));
        Assert.Equal($"pool1: web01 has no network card {made}; it has {Mac}", none.Message);
    }

    private static async Task<(int Cpus, long Memory)> SizeAsync(XapiPoolBench bench)
    {
        MachineRecord record = (await bench.Host.FindAsync("web01", default)).Record;
        return (record.Cpus, record.Memory);
    }

    private static async Task<XapiPoolBench> OpenAsync()
    {
        XapiPoolBench bench = await XapiPoolBench.OpenAsync();
        var machine = new Machine { Id = "vm", Name = "web01", Cpus = 2, NetworkCards = [new NetworkCard { Mac = Mac }] };
        await bench.ImportAsync(MemorySource.Of(machine, new TestDisk(TestDisk.Mixed(2 << 20))));
        return bench;
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Appliance.Formats.Machines;
using Appliance.Runtime.Environments;
using Appliance.Runtime.Importing;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>A pool tells machines of their OVF properties.</summary>
public sealed class XapiEnvironmentTests : IAsyncLifetime
{
    private static readonly Machine Web = new()
    {
        Id = "vm",
        Name = "web01",
        PropertyTransports = ["iso"],
        Products = [new Product { Properties = [new ProductProperty { Key = "com.x.host", IsUserConfigurable = true }, new ProductProperty { Key = "password", IsUserConfigurable = true, IsPassword = true }] }],
    };

    private XapiPoolBench _bench = null!;

    public async Task InitializeAsync() => _bench = await XapiPoolBench.OpenAsync();

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Theory]
    [InlineData(null)]
    [InlineData(DiskTransfer.Xva)]
    public async Task Import_Properties_AreInXenstoreAndOnADiskThatIsReadOnly(DiskTransfer? transfer)
    {
        await ImportAsync(Web, transfer);
        JsonObject vm = _bench.Machine("web01");
        Assert.Equal("a", vm["xenstore_data"]!["vm-data/ovf/com/x/host"]!.ToString());
        Assert.DoesNotContain("hidden", vm["xenstore_data"]!.ToJsonString(), StringComparison.Ordinal);

        (string vdi, JsonObject disc) = _bench.State.Database.All("VDI").Single(pair => pair.Value["name_label"]!.ToString() == "OVF ENV");
        JsonObject drive = _bench.All("VBD").Single(vbd => vbd["VDI"]!.ToString() == vdi);
        Assert.Equal(("1", "RO", "Disk", true), (drive["userdevice"]!.ToString(), drive["mode"]!.ToString(), drive["type"]!.ToString(), drive["other_config"]!.AsObject().ContainsKey("owner")));
        Assert.False(disc["other_config"]!.AsObject().ContainsKey("appliance_import"));
        string text = Encoding.ASCII.GetString(_bench.State.DiskOf(vdi));
        Assert.Contains("CD001", text, StringComparison.Ordinal);
        Assert.Contains("oe:key=\"password\" oe:value=\"hidden\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_ManyDisks_LeaveThePlaceOfTheCdDrive()
    {
        await ImportAsync(Web, null, disks: 3);
        string vdi = _bench.State.Database.All("VDI").Single(pair => pair.Value["name_label"]!.ToString() == "OVF ENV").Key;
        Assert.Equal("4", _bench.All("VBD").Single(vbd => vbd["VDI"]!.ToString() == vdi)["userdevice"]!.ToString());
    }

    [Fact]
    public async Task Import_ThatIsNotKept_LeavesNoDisc()
    {
        MemorySource source = MemorySource.Of(Web, new TestDisk(new byte[1 << 20]));
        await (await _bench.WriteAsync(source, new ImportOptions { Properties = Wishes })).DisposeAsync();
        Assert.Empty(_bench.All("VDI"));
    }

    private static PropertyWish[] Wishes => [new("com.x.host", "a", IsPrivate: false), new("password", "hidden", IsPrivate: true)];

    private Task ImportAsync(Machine machine, DiskTransfer? transfer, int disks = 1)
        => _bench.ImportAsync(MemorySource.Of(machine, [.. Enumerable.Range(0, disks).Select(_ => new TestDisk(new byte[1 << 20]))]), new ImportOptions { Transfer = transfer, Properties = Wishes });
}

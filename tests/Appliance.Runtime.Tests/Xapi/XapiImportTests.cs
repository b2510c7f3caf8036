using System.Text.Json.Nodes;
using Appliance.Formats.Machines;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Xapi;
using Appliance.Runtime.Xapi.Importing;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Tasks;
using Appliance.Runtime.Xapi.Transfers;
using Appliance.Testing;
using Appliance.Testing.XapiHost;
using Appliance.Testing.XapiHost.State;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>Machines are made in a pool with their disks, whole or not at all.</summary>
public sealed class XapiImportTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Mac = "00:50:56:ab:2c:1d";

    private readonly XapiServer _server = new(isEncrypted: false);
    private readonly byte[] _content = new byte[3 << 20];
    private XapiSession _session = null!;
    private MadeObjects _made = null!;

    private XapiState State => _server.State;

    private string Storage => State.Database.All("SR").First().Key;

    public async Task InitializeAsync()
    {
        TestDisk.RandomBytes(1 << 20, seed: 7).CopyTo(_content, 1 << 20);
        _session = await XapiBench.OpenAsync(_server);
        _made = new MadeObjects(_session, TimeProvider.System);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _made.DisposeAsync();
        await _session.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Run_MachineWithDisks_IsThereWithAllItsBytes()
    {
        string vm = Assert.Single(await RunAsync(MemorySource.Of(Web(), new TestDisk(_content), new TestDisk(_content))));
        JsonObject record = State.Database.Get("VM", vm);
        Assert.Equal(("web01", 2L, 1L << 30), (record["name_label"]!.ToString(), record["VCPUs_max"]!.GetValue<long>(), record["memory_static_max"]!.GetValue<long>()));
        Assert.All(State.Database.All("VDI").Keys, vdi => DiskAssert.Same(_content, State.DiskOf(vdi)));
        Assert.Equal(["0 RW Disk", "1 RW Disk"], Parts("VBD", vm).Select(vbd => $"{vbd["userdevice"]} {vbd["mode"]} {vbd["type"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_Card_KeepsItsAddress()
    {
        string vm = Assert.Single(await RunAsync(MemorySource.Of(Web(), new TestDisk(_content))));
        JsonObject card = Assert.Single(Parts("VIF", vm));
        Assert.Equal((Mac, "0"), (card["MAC"]!.ToString(), card["device"]!.ToString()));
    }

    [Fact]
    public async Task Run_DriveAndManyDisks_LeaveThePlaceOfTheDrive()
    {
        Machine machine = Web() with { OpticalDrives = [new OpticalDrive()] };
        string vm = Assert.Single(await RunAsync(MemorySource.Of(machine, [.. Enumerable.Range(0, 5).Select(_ => new TestDisk(_content))])));
        Assert.Equal(["0 Disk", "1 Disk", "2 Disk", "3 CD", "4 Disk", "5 Disk"], Parts("VBD", vm).Select(vbd => $"{vbd["userdevice"]} {vbd["type"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_UntilItIsKept_AllIsMarked()
    {
        await RunAsync(MemorySource.Of(Web(), new TestDisk(_content)));
        Assert.Equal(2, Marked());
        await _made.KeepAsync();
        Assert.Equal(0, Marked());
    }

    [Fact]
    public async Task Run_StorageIsFull_LeavesNothing()
    {
        State.FullStorages.Add(Storage);
        var error = await Assert.ThrowsAsync<XapiException>(() => RunAsync(MemorySource.Of(Web(), new TestDisk(_content))));
        Assert.Contains("the storage is full: name another", error.Message, StringComparison.Ordinal);
        Assert.Empty(await _made.RemoveAsync());
        AssertNothing();
    }

    [Fact]
    public async Task Run_StorageFailsInTheMiddle_LeavesNothing()
    {
        State.StorageFailsAfter = 1 << 20;
        await Assert.ThrowsAsync<XapiException>(() => RunAsync(MemorySource.Of(Web(), new TestDisk(_content))));
        Assert.Empty(await _made.RemoveAsync());
        AssertNothing();
    }

    [Fact]
    public async Task Run_SeveralMachines_AreAGroupWithItsOrder()
    {
        Machine[] machines =
        [
            Web() with { Id = "db", Name = "db", Start = new StartRule { Order = 1, StartDelay = TimeSpan.FromSeconds(30) } },
            Web() with { Id = "web", Name = "web", Start = new StartRule { Order = 2 } },
        ];
        var source = new MemorySource(new MachineGroup { Name = "shop", Machines = machines }, new Dictionary<string, Formats.Disks.Disk>());

        await RunAsync(source);

        string group = State.Database.All("VM_appliance").Single(pair => pair.Value["name_label"]!.ToString() == "shop").Key;
        var made = State.Database.All("VM").Values.Where(vm => vm["appliance"]!.ToString() == group);
        Assert.Equal(["db 1 30", "web 2 0"], made.Select(vm => $"{vm["name_label"]} {vm["order"]} {vm["start_delay"]}"));
        await _made.RemoveAsync();
        AssertNothing();
    }

    private static Machine Web() => new()
    {
        Id = "vm",
        Name = "web01",
        Cpus = 2,
        NetworkCards = [new NetworkCard { Network = "VM Network", Mac = Mac }],
    };

    private async Task<IReadOnlyList<string>> RunAsync(MemorySource source)
    {
        var upload = new XapiUpload(_session, new XapiDialer("pool1", new XapiTrust()), new XapiTasks(_session, TimeProvider.System));
        string network = State.Database.All("network").First().Key;
        var storage = new ChosenStorage(Storage, new TransferRoute(DiskTransfer.Raw, ""), new VdiFormats(new Formats.Xva.XmlRpcStruct(), takesQcow2: false));
        var disks = new ImportedDisks(_made, new VdiUpload(upload, DiskTransfer.Raw, new UploadRetries(new QuickPauses(), _ => { })), storage, "test");
        var import = new XapiImport(_made, disks, _ => network, "test");
        return await import.RunAsync(source, source.Group.Disks.ToDictionary(disk => disk.Id, disk => disk.Capacity!.Value), null, default);
    }

    private IEnumerable<JsonObject> Parts(string name, string vm) => State.Database.All(name).Values.Where(part => part["VM"]!.ToString() == vm);

    private int Marked()
        => State.Database.All("VM").Values.Concat(State.Database.All("VDI").Values).Count(record => record["other_config"]!.AsObject().ContainsKey(MadeObjects.MarkKey));

    private void AssertNothing()
    {
        Assert.DoesNotContain(State.Database.All("VM").Values, vm => !vm["is_a_template"]!.GetValue<bool>());
        Assert.All(["VDI", "VBD", "VIF", "VM_appliance", "task"], name => Assert.Empty(State.Database.All(name)));
    }
}

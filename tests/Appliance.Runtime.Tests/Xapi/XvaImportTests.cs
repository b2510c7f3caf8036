using System.Text.Json.Nodes;
using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Xapi;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>Machines go to storage that is not zeroed as one XVA, which the pool takes apart.</summary>
public sealed class XvaImportTests : IAsyncLifetime
{
    private const string Mac = "00:50:56:ab:2c:1d";

    private readonly byte[] _content = new byte[3 << 20];
    private XapiPoolBench _bench = null!;

    private IEnumerable<JsonObject> Machines => _bench.All("VM").Where(vm => !vm["is_a_template"]!.GetValue<bool>());

    public async Task InitializeAsync()
    {
        TestDisk.RandomBytes(1 << 20, seed: 7).CopyTo(_content, 2 << 20);
        _bench = await XapiPoolBench.OpenAsync();
        _bench.State.Unzeroed.Add(_bench.AddStorage("raw", "lvmoiscsi", 1L << 40));
    }

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task Import_StorageIsNotZeroed_LeavesNoOldBytes()
    {
        await ImportAsync(Web());
        DiskAssert.Same(_content, _bench.State.DiskOf(Assert.Single(_bench.State.Database.All("VDI")).Key));
    }

    [Fact]
    public async Task Import_ByXva_IsTheMachineThatADiskByDiskImportMakes()
    {
        await ImportAsync(Web(), "raw");
        JsonObject raw = Assert.Single(Machines);
        await _bench.Host.RemoveAsync("web01", keepsDisks: false, default);
        await ImportAsync(Web(), "local");
        JsonObject local = Assert.Single(Machines);
        (raw["uuid"], local["uuid"]) = ("", "");
        Assert.Equal(local.ToJsonString(), raw.ToJsonString());
    }

    [Fact]
    public async Task Import_Card_KeepsItsAddressOnTheNetworkThatIsThere()
    {
        await ImportAsync(Web());
        JsonObject card = Assert.Single(_bench.All("VIF"));
        Assert.Equal((Mac, Assert.Single(_bench.State.Database.All("network")).Key), (card["MAC"]!.ToString(), card["network"]!.ToString()));
    }

    [Fact]
    public async Task Import_UntilItIsKept_AllIsMarked()
    {
        MemorySource source = MemorySource.Of(Web(), new TestDisk(_content));
        await using (await _bench.WriteAsync(source, new ImportOptions { Pool = "raw" }))
        {
            Assert.Equal(2, _bench.All("VM").Concat(_bench.All("VDI")).Count(record => record["other_config"]!.AsObject().ContainsKey("appliance_import")));
        }

        AssertNothing();
    }

    [Fact]
    public async Task Import_SeveralMachines_AreAGroupWithItsOrder()
    {
        MachineDisk[] disks = [.. ((string[])["a", "b"]).Select(id => new MachineDisk { Id = id, Name = id, Capacity = _content.Length })];
        Machine[] machines =
        [
            Web() with { Id = "db", Name = "db", NetworkCards = [], Start = new StartRule { Order = 1 }, Disks = [disks[0]] },
            Web() with { Id = "web", Name = "web", Start = new StartRule { Order = 2 }, Disks = [disks[1]] },
        ];
        var group = new MachineGroup { Name = "shop", Machines = machines };
        await _bench.ImportAsync(new MemorySource(group, disks.ToDictionary(disk => disk.Id, _ => (Disk)new TestDisk(_content))), new ImportOptions { Pool = "raw" });
        string vapp = Assert.Single(_bench.State.Database.All("VM_appliance")).Key;
        Assert.Equal(["db 1", "web 2"], Machines.Where(vm => vm["appliance"]!.ToString() == vapp).Select(vm => $"{vm["name_label"]} {vm["order"]}"));
    }

    [Fact]
    public async Task Import_StorageFailsInTheMiddle_TellsWhatTheTaskSays_AndLeavesNothing()
    {
        _bench.State.StorageFailsAfter = 1;
        var error = await Assert.ThrowsAsync<XapiException>(() => ImportAsync(Web()));
        Assert.Equal("VDI_IO_ERROR", error.Error.Code);
        AssertNothing();
    }

    [Fact]
    public async Task Import_DiskIsDamaged_LeavesNothing()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => _bench.ImportAsync(MemorySource.Of(Web(), new DamagedDisk(_content.Length)), new ImportOptions { Pool = "raw" }));
        AssertNothing();
    }

    [Theory]
    [InlineData("raw", "sent as one XVA", "raw (lvmoiscsi) are not zeroed")]
    [InlineData("local", "sent each disk by itself", "3 at a time")]
    public async Task Plan_TellsHowTheDisksGo_AndWhy(string storage, string how, string why)
    {
        MemorySource source = MemorySource.Of(Web(), new TestDisk(_content));
        await using IHostTarget target = await _bench.Host.OpenTargetAsync(new ImportOptions { Pool = storage }, default);
        target.Check(source.Group, source.Group.Disks.ToDictionary(disk => disk.Id, disk => disk.Capacity!.Value));
        Assert.StartsWith(how, $"sent {target.Plan!.Transfer}", StringComparison.Ordinal);
        Assert.Contains(why, target.Plan.Transfer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_LvmWithVhd_GoesDiskByDisk()
    {
        string lvhd = _bench.AddStorage("lvhd", "lvm", 1L << 40);
        _bench.State.Database.Get("SR", lvhd)["sm_config"]!["use_vhd"] = "true";
        await ImportAsync(Web(), "lvhd");
        Assert.Equal(1, _bench.State.Transfers.Peak);
    }

    private static Machine Web() => new()
    {
        Id = "vm", Name = "web01", Cpus = 2, NetworkCards = [new NetworkCard { Network = "VM Network", Mac = Mac }], OpticalDrives = [new OpticalDrive()],
    };

    private Task ImportAsync(Machine machine, string storage = "raw")
        => _bench.ImportAsync(MemorySource.Of(machine, new TestDisk(_content)), new ImportOptions { Pool = storage });

    private void AssertNothing()
    {
        Assert.Empty(Machines);
        Assert.All(["VDI", "VBD", "VIF", "task"], name => Assert.Empty(_bench.All(name)));
    }
}

using System.Text.Json.Nodes;
using Appliance.Formats;
using Appliance.Formats.Disks;
using Appliance.Runtime.Importing;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>Disks go to a pool in the form that suits its storage, or that the user wants, as far as the pool takes it.</summary>
public sealed class TransferRouteTests : IAsyncLifetime
{
    private const long Large = 3L << 40;

    private XapiPoolBench _bench = null!;

    public async Task InitializeAsync() => _bench = await XapiPoolBench.OpenAsync();

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Theory]
    [InlineData(null)]
    [InlineData(DiskTransfer.Raw)]
    [InlineData(DiskTransfer.Vhd)]
    [InlineData(DiskTransfer.Qcow2)]
    [InlineData(DiskTransfer.Xva)]
    public async Task Import_InEachForm_HasTheBytes(DiskTransfer? form)
    {
        byte[] content = TestDisk.Mixed(5 << 20);
        await _bench.ImportAsync(MemorySource.Of(new TestDisk(content)), new ImportOptions { Transfer = form });
        DiskAssert.Same(content, _bench.State.DiskOf(_bench.State.Database.All("VDI").Keys.Single()));
    }

    [Fact]
    public async Task Import_AsQcow2ToAnOlderHost_IsRefused()
    {
        _bench.State.IsBeforeQcow2 = true;
        var error = await Assert.ThrowsAsync<HostException>(() => _bench.ImportAsync(MemorySource.Of(new TestDisk(new byte[512])), new ImportOptions { Transfer = DiskTransfer.Qcow2 }));
        Assert.Contains("takes no disks as QCOW2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_AsVhdToVolumesThatAreNotZeroed_IsRefused()
    {
        _bench.AddStorage("san", "lvmoiscsi", 1L << 40);
        var error = await Assert.ThrowsAsync<HostException>(() => _bench.ImportAsync(MemorySource.Of(new TestDisk(new byte[512])), new ImportOptions { Pool = "san", Transfer = DiskTransfer.Vhd }));
        Assert.Contains("old bytes of others would stay", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_DiskTooLargeForVhd_IsRefusedBeforeAnythingIsMade()
    {
        Widen();
        var error = await Assert.ThrowsAsync<UnsupportedImageException>(() => _bench.ImportAsync(MemorySource.Of(new ZeroDisk("data", Large))));
        Assert.Contains("keeps VHD, which ends at 2040", error.Message, StringComparison.Ordinal);
        Assert.Empty(_bench.All("VDI"));
    }

    [Fact]
    public async Task Import_DiskTooLargeForVhd_IsKeptAsQcow2WhereTheStorageCan()
    {
        Widen();
        _bench.All("SM").Single()["supported_image_formats"] = new JsonArray("vhd", "qcow2");
        await _bench.ImportAsync(MemorySource.Of(new ZeroDisk("data", Large), new ZeroDisk("small", 1 << 20)));
        string[] formats = [.. _bench.All("VDI").OrderBy(vdi => vdi["virtual_size"]!.GetValue<long>()).Select(vdi => vdi["sm_config"]!["image-format"]?.ToString() ?? "its own")];
        Assert.Equal(["its own", "qcow2"], formats);
    }

    private void Widen() => _bench.All("SR").First(storage => storage["name_label"]!.ToString() == "local")["physical_size"] = Large * 2;
}

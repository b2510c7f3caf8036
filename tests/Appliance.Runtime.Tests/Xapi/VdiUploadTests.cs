using System.Text.Json.Nodes;
using Appliance.Formats.Disks;
using Appliance.Runtime.Xapi;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Tasks;
using Appliance.Runtime.Xapi.Transfers;
using Appliance.Testing;
using Appliance.Testing.XapiHost;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>Disks are sent into VDIs; what came of it is what the task says.</summary>
public sealed class VdiUploadTests : IAsyncLifetime, IAsyncDisposable
{
    private const int Size = 8 << 20;

    private readonly XapiServer _server = new();
    private readonly XapiTrust _trust = new();
    private readonly byte[] _content = new byte[Size];
    private XapiSession _session = null!;
    private VdiUpload _upload = null!;
    private string _vdi = "";

    public async Task InitializeAsync()
    {
        TestDisk.RandomBytes(3 << 20, seed: 5).CopyTo(_content, 1 << 20);
        TestDisk.RandomBytes(512, seed: 6).CopyTo(_content, Size - 512);
        _session = await XapiBench.OpenAsync(_server, trust => trust.Pin(Fingerprint.Parse(_server.Fingerprint)));
        _trust.Pin(Fingerprint.Parse(_server.Fingerprint));
        _upload = new VdiUpload(new XapiUpload(_session, new XapiDialer("pool1", _trust), new XapiTasks(_session, TimeProvider.System)));
        _vdi = _server.State.Add("VDI", new JsonObject { ["virtual_size"] = (long)Size });
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Run_DiskWithHoles_IsTheVdi()
    {
        await _upload.RunAsync(_vdi, CopyAsync, default);
        DiskAssert.Same(_content, _server.State.DiskOf(_vdi));
        Assert.Empty(_server.State.Database.All("task"));
    }

    [Fact]
    public async Task Run_StorageOfAnotherHost_IsSentThere()
    {
        await using var other = new XapiServer();
        _trust.Pin(Fingerprint.Parse(other.Fingerprint));
        _server.State.StorageIsAt = $"https://127.0.0.1:{_server.Port}";
        await _upload.RunAsync(_vdi, CopyAsync, default);
        DiskAssert.Same(_content, _server.State.DiskOf(_vdi));
    }

    [Fact]
    public async Task Run_StorageOfAnotherHostFails_TellsWhatTheTaskThereSays()
    {
        _server.State.StorageIsAt = $"https://127.0.0.1:{_server.Port}";
        _server.State.StorageFailsAfter = 1 << 20;
        var error = await Assert.ThrowsAsync<XapiException>(() => _upload.RunAsync(_vdi, CopyAsync, default));
        Assert.Equal("VDI_IO_ERROR", error.Error.Code);
        Assert.Empty(_server.State.Database.All("task"));
    }

    [Fact]
    public async Task Run_HostHangsUpBeforeItIsAsked_WaitsForNoTask()
    {
        await using var other = new HangingUp();
        _server.State.StorageIsAt = other.Address;
        await Assert.ThrowsAsync<HostException>(() => _upload.RunAsync(_vdi, CopyAsync, default));
        Assert.DoesNotContain("event.from", _server.State.Called);
        Assert.Empty(_server.State.Database.All("task"));
    }

    [Fact]
    public async Task Run_StorageFails_TellsWhatTheTaskSays()
    {
        _server.State.StorageFailsAfter = 1 << 20;
        var error = await Assert.ThrowsAsync<XapiException>(() => _upload.RunAsync(_vdi, CopyAsync, default));
        Assert.Equal(("VDI_IO_ERROR", "Device I/O errors"), (error.Error.Code, error.Error.Parameters[0]));
        Assert.Empty(_server.State.Database.All("task"));
    }

    [Fact]
    public async Task Run_NoSuchVdi_TellsWhatTheTaskSays()
    {
        var error = await Assert.ThrowsAsync<XapiException>(() => _upload.RunAsync("OpaqueRef:gone", CopyAsync, default));
        Assert.Equal("RBAC_PERMISSION_DENIED", error.Error.Code);
    }

    [Fact]
    public async Task Run_SourceBreaks_LeavesNoTask()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => _upload.RunAsync(_vdi, _ => throw new InvalidDataException("broken"), default));
        Assert.Empty(_server.State.Database.All("task"));
    }

    [Fact]
    public async Task Run_GivenUp_LeavesNoTask()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _upload.RunAsync(
            _vdi,
            async body =>
            {
                await body.WriteAsync(new byte[100], stop.Token);
                await stop.CancelAsync();
                stop.Token.ThrowIfCancellationRequested();
            },
            stop.Token));
        Assert.Empty(_server.State.Database.All("task"));
    }

    [Fact]
    public async Task Run_GivenUpWhileItsTaskIsMade_LeavesNoTask()
    {
        using var stop = new CancellationTokenSource();
        _server.State.Calling = method => _ = method == "task.create" ? stop.CancelAsync() : Task.CompletedTask;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _upload.RunAsync(_vdi, CopyAsync, stop.Token));
        Assert.Contains("task.destroy", _server.State.Called);
        Assert.Empty(_server.State.Database.All("task"));
    }

    private async Task CopyAsync(Stream body)
    {
        await using var writer = new ChunkedRawWriter(body);
        await DiskCopier.CopyAsync(new TestDisk(_content), writer, workers: 2, progress: null, default);
    }
}

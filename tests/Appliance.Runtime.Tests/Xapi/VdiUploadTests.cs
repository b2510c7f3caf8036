using System.Text.Json.Nodes;
using Appliance.Formats;
using Appliance.Formats.Disks;
using Appliance.Runtime.Importing;
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
    private readonly List<string> _warnings = [];
    private XapiUpload _upload = null!;
    private string _vdi = "";

    public async Task InitializeAsync()
    {
        TestDisk.RandomBytes(3 << 20, seed: 5).CopyTo(_content, 1 << 20);
        TestDisk.RandomBytes(512, seed: 6).CopyTo(_content, Size - 512);
        _session = await XapiBench.OpenAsync(_server, trust => trust.Pin(Fingerprint.Parse(_server.Fingerprint)));
        _trust.Pin(Fingerprint.Parse(_server.Fingerprint));
        _upload = new XapiUpload(_session, new XapiDialer("pool1", _trust), new XapiTasks(_session, TimeProvider.System));
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
        await RunAsync();
        DiskAssert.Same(_content, _server.State.DiskOf(_vdi));
        Assert.Empty(_server.State.Database.All("task"));
    }

    [Fact]
    public async Task Run_StorageOfAnotherHost_IsSentThere()
    {
        await using var other = new XapiServer();
        _trust.Pin(Fingerprint.Parse(other.Fingerprint));
        _server.State.StorageIsAt = $"https://127.0.0.1:{_server.Port}";
        await RunAsync();
        DiskAssert.Same(_content, _server.State.DiskOf(_vdi));
    }

    [Fact]
    public async Task Run_StorageOfAnotherHostFails_TellsWhatTheTaskThereSays()
    {
        _server.State.StorageIsAt = $"https://127.0.0.1:{_server.Port}";
        _server.State.StorageFailsAfter = 1 << 20;
        var error = await Assert.ThrowsAsync<XapiException>(() => RunAsync());
        Assert.Equal("VDI_IO_ERROR", error.Error.Code);
        Assert.Empty(_server.State.Database.All("task"));
    }

    [Fact]
    public async Task Run_HostHangsUpBeforeItIsAsked_WaitsForNoTask()
    {
        await using var other = new HangingUp();
        _server.State.StorageIsAt = other.Address;
        await Assert.ThrowsAsync<HostException>(() => Upload().RunAsync(_vdi, new PassingContent(Content()), null, default));
        Assert.DoesNotContain("event.from", _server.State.Called);
        Assert.Empty(_server.State.Database.All("task"));
    }

    [Fact]
    public async Task Run_StorageFails_TellsWhatTheTaskSays()
    {
        _server.State.StorageFailsAfter = 1 << 20;
        var error = await Assert.ThrowsAsync<XapiException>(() => RunAsync());
        Assert.Equal(("VDI_IO_ERROR", "Device I/O errors"), (error.Error.Code, error.Error.Parameters[0]));
        Assert.Empty(_server.State.Database.All("task"));
    }

    [Fact]
    public async Task Run_NoSuchVdi_TellsWhatTheTaskSays()
    {
        var error = await Assert.ThrowsAsync<XapiException>(() => Upload().RunAsync("OpaqueRef:gone", Content(), null, default));
        Assert.Equal("RBAC_PERMISSION_DENIED", error.Error.Code);
    }

    [Fact]
    public async Task Run_SourceBreaks_LeavesNoTask()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => Upload().RunAsync(_vdi, new RandomContent(new DamagedDisk(Size)), null, default));
        Assert.Empty(_server.State.Database.All("task"));
    }

    [Fact]
    public async Task Run_GivenUp_LeavesNoTask()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _upload.RunAsync(
            $"/import_raw_vdi?vdi={Uri.EscapeDataString(_vdi)}&format=raw&chunked=true",
            async body =>
            {
                await body.WriteAsync(new byte[100], stop.Token);
                await stop.CancelAsync();
                stop.Token.ThrowIfCancellationRequested();
            },
            _ => Task.CompletedTask,
            stop.Token));
        Assert.Empty(_server.State.Database.All("task"));
    }

    [Fact]
    public async Task Run_GivenUpWhileItsTaskIsMade_LeavesNoTask()
    {
        using var stop = new CancellationTokenSource();
        _server.State.Calling = method => _ = method == "task.create" ? stop.CancelAsync() : Task.CompletedTask;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Upload().RunAsync(_vdi, Content(), null, stop.Token));
        Assert.Contains("task.destroy", _server.State.Called);
        Assert.Empty(_server.State.Database.All("task"));
    }

    [Theory]
    [InlineData(DiskTransfer.Vhd)]
    [InlineData(DiskTransfer.Qcow2)]
    public async Task Run_InAnotherForm_IsTheVdi(DiskTransfer form)
    {
        await Upload(form).RunAsync(_vdi, Content(), null, default);
        DiskAssert.Same(_content, _server.State.DiskOf(_vdi));
        Assert.Empty(_server.State.Database.All("task"));
    }

    [Fact]
    public async Task Run_InAFormThatIsDescribedFirst_TakesNoDiskThatComesByOnce()
        => await Assert.ThrowsAsync<UnsupportedImageException>(() => Upload(DiskTransfer.Qcow2).RunAsync(_vdi, new PassingContent(Content()), null, default));

    [Fact]
    public async Task Run_ConnectionIsCut_SendsTheRestToo()
    {
        _server.State.Transfers.Cuts.Enqueue(2 << 20);
        _server.State.Transfers.Cuts.Enqueue(1 << 20);
        await RunAsync();
        DiskAssert.Same(_content, _server.State.DiskOf(_vdi));
        Assert.Equal(2, _warnings.Count);
        Assert.Contains("test: its upload broke off, and goes on from 0 GiB in 1 s; pool1: ", _warnings[0], StringComparison.Ordinal);
        Assert.Empty(_server.State.Database.All("task"));
    }

    [Fact]
    public async Task Run_ConnectionIsCutInALaterPart_SendsOnlyThatPartAgain()
    {
        const int Part = 2 << 20;
        byte[] content = TestDisk.RandomBytes(Size);
        var disk = new TestDisk(content);
        foreach (long cut in (long[])[long.MaxValue, long.MaxValue, long.MaxValue, 2 << 20])
        {
            _server.State.Transfers.Cuts.Enqueue(cut);
        }

        await using (var writer = new VdiWriter(_vdi, disk, _upload, new UploadRetries(new QuickPauses(), _warnings.Add)) { PartSize = Part })
        {
            await DiskCopier.CopyAsync(disk, writer, workers: 2, progress: null, default);
        }

        DiskAssert.Same(content, _server.State.DiskOf(_vdi));
        Assert.Single(_warnings);
        Assert.InRange(disk.BytesRead, Size, Size + Part);
        Assert.Equal(5, _server.State.Called.Count(method => method == "task.create"));
    }

    [Fact]
    public async Task Run_ConnectionIsCutAgainAndAgain_TellsTheReason()
    {
        Enumerable.Repeat(1L << 20, 3).ToList().ForEach(_server.State.Transfers.Cuts.Enqueue);
        var error = await Assert.ThrowsAsync<XapiException>(RunAsync);
        Assert.Equal(("VDI_IO_ERROR", 2), (error.Error.Code, _warnings.Count));
        Assert.Empty(_server.State.Database.All("task"));
    }

    [Fact]
    public async Task Run_DiskComesByOnceAndIsCut_IsNotTriedAgain()
    {
        _server.State.Transfers.Cuts.Enqueue(1 << 20);
        await Assert.ThrowsAsync<XapiException>(() => Upload().RunAsync(_vdi, new PassingContent(Content()), null, default));
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task Run_FullDiskOfAnOddSizeAsQcow2_IsTheVdi()
    {
        byte[] content = TestDisk.RandomBytes((5 << 20) + 512);
        await Upload(DiskTransfer.Qcow2).RunAsync(_vdi, new RandomContent(new TestDisk(content)), null, default);
        DiskAssert.Same(content, _server.State.DiskOf(_vdi).AsSpan(0, content.Length));
    }

    [Theory]
    [InlineData(DiskTransfer.Raw)]
    [InlineData(DiskTransfer.Vhd)]
    [InlineData(DiskTransfer.Qcow2)]
    public async Task Run_DiskWithoutData_AsksForNothing(DiskTransfer form)
    {
        await Upload(form).RunAsync(_vdi, new RandomContent(new ZeroDisk("empty", Size)), null, default);
        Assert.DoesNotContain("task.create", _server.State.Called);
    }

    private VdiUpload Upload(DiskTransfer form = DiskTransfer.Raw) => new(_upload, form, new UploadRetries(new QuickPauses(), _warnings.Add));

    private RandomContent Content() => new(new TestDisk(_content));

    private Task RunAsync() => Upload().RunAsync(_vdi, Content(), null, default);

    /// <summary>A disk that comes by once.</summary>
    private sealed class PassingContent(DiskContent inner) : DiskContent
    {
        public override string Name => inner.Name;

        public override long Length => inner.Length;

        public override Task<long> CopyToAsync(DiskWriter target, int workers, Action<CopyProgress>? progress, CancellationToken cancellationToken)
            => inner.CopyToAsync(target, workers, progress, cancellationToken);
    }
}

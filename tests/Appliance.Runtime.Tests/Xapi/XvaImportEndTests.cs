using System.Text.Json.Nodes;
using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Xapi;
using Appliance.Runtime.Xapi.Importing;
using Appliance.Testing;
using Appliance.Testing.XapiHost.State;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>What a pool has made of an XVA can be told as the import's at any moment, and is removed where the import does not come to its end.</summary>
public sealed class XvaImportEndTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly NoticedPauses _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _isSent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _mayEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _warnings = [];
    private XapiPoolBench _bench = null!;

    private IEnumerable<JsonObject> Machines => _bench.All("VM").Where(vm => !vm["is_a_template"]!.GetValue<bool>());

    private IEnumerable<JsonObject> Objects => Machines.Concat(_bench.All("VDI"));

    public async Task InitializeAsync()
    {
        _bench = await XapiPoolBench.OpenAsync(_time);
        _bench.State.Unzeroed.Add(_bench.AddStorage("raw", "lvmoiscsi", 1L << 40));
        _bench.State.Transfers.LastStep = () =>
        {
            _isSent.TrySetResult();
            return _mayEnd.Task;
        };
    }

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task Import_ThatIsSentAndHasNotEnded_IsMarked()
    {
        Task import = ImportAsync();
        await _isSent.Task.WaitAsync(Patience);
        Assert.Equal(4, Objects.Count(IsMarked));
        _mayEnd.SetResult();
        await import;
        Assert.DoesNotContain(Objects, IsMarked);
    }

    [Fact]
    public async Task Import_ThatHasNotEnded_ShowsThatSomebodyIsAtWork()
    {
        var beat = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _time.In = (ImportBeat.Interval, () => { });
        _bench.State.Calling = method => _ = method == "VM.add_to_other_config" && beat.TrySetResult();
        Task import = ImportAsync();
        await beat.Task.WaitAsync(Patience);
        _mayEnd.SetResult();
        await import;
    }

    [Fact]
    public async Task Import_IsCancelledTooLate_LeavesNothing()
    {
        _bench.State.Calling = method =>
        {
            _ = method == "event.from" ? _stop.CancelAsync() : Task.CompletedTask;
            _ = method == "task.cancel" && _mayEnd.TrySetResult();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(ImportAsync);
        Assert.Empty(_warnings);
        AssertNothing();
    }

    [Fact]
    public async Task Import_DoesNotEndThoughItIsCancelled_LeavesNothing()
    {
        // So long the end of a cancelled task is waited for.
        _time.In = (TimeSpan.FromSeconds(30), () => { });
        Task import = ImportAsync();
        await _isSent.Task.WaitAsync(Patience);
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => import);
        AssertNothing();
    }

    [Fact]
    public async Task Import_PoolOnceFailsToTellOfTheEnd_IsThere()
    {
        int calls = 0;
        _bench.State.Calling = method =>
        {
            _ = method == "task.cancel" && _mayEnd.TrySetResult();
            FailIf(method == "event.from" && ++calls == 1);
        };
        await ImportAsync();
        Assert.Equal(["db", "web"], Machines.Select(vm => vm["name_label"]!.ToString()));
    }

    [Fact]
    public async Task Import_ACallAfterItsEndFails_LeavesNothing()
    {
        int calls = 0;
        _mayEnd.SetResult();
        _bench.State.Calling = method => FailIf(method == "VBD.get_record" && ++calls == 1);
        await Assert.ThrowsAsync<XapiException>(ImportAsync);
        Assert.Empty(_warnings);
        AssertNothing();
    }

    [Fact]
    public async Task Import_PoolDoesNotTellItsDisks_LeavesAllOfItMarked_AndSaysSo()
    {
        _mayEnd.SetResult();
        _bench.State.Calling = method => FailIf(method == "VBD.get_record");
        await Assert.ThrowsAsync<XapiException>(ImportAsync);
        Assert.Equal(4, Objects.Count(IsMarked));
        Assert.All(_warnings, warning => Assert.Contains("appliance host repair removes it", warning, StringComparison.Ordinal));
        Assert.NotEmpty(_warnings);
    }

    private static void FailIf(bool isNow)
    {
        if (isNow)
        {
            throw new XapiFailure("INTERNAL_ERROR", "restarting");
        }
    }

    private static bool IsMarked(JsonObject record) => record["other_config"]!.AsObject().ContainsKey(MadeObjects.MarkKey);

    private async Task ImportAsync()
    {
        MachineDisk[] disks = [.. ((string[])["a", "b"]).Select(id => new MachineDisk { Id = id, Name = id, Capacity = 2 << 20 })];
        Machine[] machines = [new Machine { Id = "db", Name = "db", Disks = [disks[0]] }, new Machine { Id = "web", Name = "web", Disks = [disks[1]] }];
        var source = new MemorySource(new MachineGroup { Name = "shop", Machines = machines }, disks.ToDictionary(disk => disk.Id, _ => (Disk)new TestDisk(TestDisk.Mixed(2 << 20))));
        await using IHostTarget target = await _bench.Host.OpenTargetAsync(new ImportOptions { Pool = "raw", Warn = _warnings.Add }, default);
        target.Check(source.Group, disks.ToDictionary(disk => disk.Id, disk => disk.Capacity!.Value));
        await target.WriteAsync(source, null, _stop.Token);
        await target.CommitAsync(default);
    }

    private void AssertNothing()
    {
        Assert.Empty(Machines);
        Assert.All(["VDI", "VBD", "VIF", "VM_appliance", "task"], name => Assert.Empty(_bench.All(name)));
    }
}

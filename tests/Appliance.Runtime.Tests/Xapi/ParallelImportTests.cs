using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Xapi.Importing;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>The disks of an import are sent to a pool side by side.</summary>
public sealed class ParallelImportTests : IAsyncLifetime
{
    private const int Size = 2 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly byte[][] _contents = [.. Enumerable.Range(0, 5).Select(seed => TestDisk.RandomBytes(Size, seed))];
    private XapiPoolBench _bench = null!;

    private TestDisk[] Disks => [.. _contents.Select(content => new TestDisk(content))];

    public async Task InitializeAsync() => _bench = await XapiPoolBench.OpenAsync();

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task Import_ManyDisks_SendsThreeAtATime()
    {
        _bench.State.Transfers.Wanted = ImportedDisks.MostAtOnce;
        await _bench.ImportAsync(MemorySource.Of(Disks)).WaitAsync(Patience);
        Assert.Equal(3, _bench.State.Transfers.Peak);
        byte[][] stored = [.. _bench.State.Database.All("VDI").Keys.Select(_bench.State.DiskOf)];
        Assert.All(_contents, content => Assert.Contains(stored, disk => disk.AsSpan().SequenceEqual(content)));
    }

    [Fact]
    public async Task Import_DiskAfterDisk_KeepsTheirPlaces()
    {
        await _bench.ImportAsync(MemorySource.Of(Disks));
        string[] names = [.. (await _bench.Host.FindAsync("web01", default)).Record.Disks.Select(disk => $"{disk.Vdev} {disk.Name}")];
        Assert.Equal(["xvda disk 0", "xvdb disk 1", "xvdc disk 2", "xvde disk 3", "xvdf disk 4"], names);
    }

    [Fact]
    public async Task Import_SourceThatComesByOnce_SendsOneAtATime()
    {
        MemorySource source = MemorySource.Of(Disks);
        await _bench.ImportAsync(new MemorySource(source.Group, source.Group.Disks.Zip(Disks).ToDictionary(pair => pair.First.Id, pair => (Disk)pair.Second)) { CanReadAtRandom = false });
        Assert.Equal(1, _bench.State.Transfers.Peak);
    }

    [Fact]
    public async Task Import_OneDiskIsDamaged_StopsTheOthersAndLeavesNothing()
    {
        // The pool takes nothing of any disk: that the others end is the damaged one's doing.
        _bench.State.Transfers.Wanted = int.MaxValue;
        Disk[] disks = [new TestDisk(_contents[0]), new DamagedDisk(Size), new TestDisk(_contents[2])];
        await Assert.ThrowsAsync<InvalidDataException>(() => ImportAsync(MemorySource.Of(disks), null, default));
        AssertNothing();
    }

    [Fact]
    public async Task Import_GivenUpInTheMiddle_LeavesNothing()
    {
        _bench.State.Transfers.Wanted = int.MaxValue;
        using var stop = new CancellationTokenSource();
        Task import = ImportAsync(MemorySource.Of([.. Enumerable.Range(0, 4).Select(seed => new TestDisk(TestDisk.RandomBytes(32 << 20, seed)))]), null, stop.Token);
        Wait.Until(() => _bench.State.Transfers.Open == 3, "three disks under way");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => import);
        AssertNothing();
    }

    [Fact]
    public async Task Import_ManyDisks_TellsOfAllBeforeTheFirstByte()
    {
        var sum = new CopySum();
        int begun = 0;
        await ImportAsync(MemorySource.Of(Disks), (disk, at) => Add(sum, disk, at, ref begun), default);
        Assert.Equal((1, new CopyProgress(5L * Size, 5L * Size, 5L * Size)), (begun, sum.Total));
    }

    private static void Add(CopySum sum, MachineDisk disk, CopyProgress at, ref int begun)
    {
        lock (sum)
        {
            begun += sum.Add(disk.Id, at) ? 1 : 0;
        }
    }

    private async Task ImportAsync(MemorySource source, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        await using IHostTarget target = await _bench.Host.OpenTargetAsync(new ImportOptions(), default);
        target.Check(source.Group, source.Group.Disks.ToDictionary(disk => disk.Id, disk => disk.Capacity!.Value));
        await target.WriteAsync(source, progress, cancellationToken);
        await target.CommitAsync(cancellationToken);
    }

    private void AssertNothing()
    {
        Assert.DoesNotContain(_bench.All("VM"), vm => !vm["is_a_template"]!.GetValue<bool>());
        Assert.All(["VDI", "VBD", "task"], name => Assert.Empty(_bench.All(name)));
    }
}

using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Tests.Federation;

/// <summary>A host that only tells what it is told to tell.</summary>
internal sealed class StubHost(string name) : IXenHost, IHostTarget
{
    private const long GiB = 1L << 30;

    public string Name => name;

    /// <summary>Why it does not answer; null where it does.</summary>
    public string? Silence { get; set; }

    /// <summary>Why it takes no machines; null where it does.</summary>
    public HostException? Refusal { get; set; }

    public List<MachineStatus> Machines { get; } = [];

    public HostReport Report { get; set; } = new() { Name = name, Address = "xl://", Memory = 16 * GiB, FreeMemory = 8 * GiB };

    public List<StorageReport> Storages { get; } = [new("default", "folder", 100 * GiB, 50 * GiB) { IsDefault = true }];

    /// <summary>The pools that it was opened with as a target.</summary>
    public List<string?> Pools { get; } = [];

    public bool WasOpened { get; private set; }

    public bool IsDisposed { get; private set; }

    public IPowerVerbs Power => throw new NotSupportedException();

    public ISnapshotVerbs Snapshots => throw new NotSupportedException();

    public IHardwareVerbs Hardware => throw new NotSupportedException();

    public INetworkVerbs Networks => throw new NotSupportedException();

    public IWatchVerbs Watch => throw new NotSupportedException();

    public string Format => "stub";

    public ImportPlan? Plan => null;

    /// <summary>Puts a machine there: with a GiB of memory, two processors and a disk of 10 GiB.</summary>
    public void Add(string machine, string? tenant = null, string? group = null, Guid? uuid = null, MachineState state = MachineState.Running)
    {
        var disk = new DiskRecord { Vdev = "xvda", Pool = "default", Path = "/x", Size = 10 * GiB };
        var record = new MachineRecord { Name = machine, Uuid = uuid ?? Guid.NewGuid(), Memory = GiB, Cpus = 2, Disks = [disk], Tenant = tenant, Group = group };
        Machines.Add(new MachineStatus(Name, record, state));
    }

    public Task<IXenHost> OpenAsync()
    {
        WasOpened = true;
        return Silence is null ? Task.FromResult<IXenHost>(this) : throw new HostException(Name, Silence);
    }

    public Task<HostReport> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult(Report);

    public Task<IReadOnlyList<StorageReport>> ListStorageAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StorageReport>>(Storages);

    public Task<IReadOnlyList<MachineStatus>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<MachineStatus>>(Machines);

    public Task<IHostTarget> OpenTargetAsync(ImportOptions options, CancellationToken cancellationToken)
    {
        Pools.Add(options.Pool);
        return Task.FromResult<IHostTarget>(this);
    }

    public void Check(MachineGroup group, IReadOnlyDictionary<string, long> diskSizes)
    {
        if (Refusal is not null)
        {
            throw Refusal;
        }
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    public Task<MachineStatus> FindAsync(string machine, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IMachineSource> OpenSourceAsync(string machine, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IShellProcess> OpenConsoleAsync(string machine, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task UpdateAsync(string machine, Func<MachineRecord, MachineRecord> change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> RemoveAsync(string machine, bool keepsDisks, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<HostFinding>> CheckAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<HostFinding>> RepairAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task WriteAsync(IMachineSource source, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<string>> CommitAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}

using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Tests.Watching;

/// <summary>A host with one machine whose states are played from a list, the last one for ever; for the logic that only looks.</summary>
internal sealed class ScriptedHost : IXenHost, IWatchVerbs, IPowerVerbs
{
    private readonly Queue<(MachineState State, int? Domain)> _states;

    public ScriptedHost(params (MachineState State, int? Domain)[] states) => (_states, Watch) = (new(states), this);

    public string Name => "xen1";

    public MachineRecord Record { get; set; } = new() { Name = "web01", Uuid = Guid.Empty, IsWanted = true };

    public GuestSigns Signs { get; init; } = GuestSigns.None;

    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>What the console of the next domain says, one text a domain.</summary>
    public Queue<string> Consoles { get; } = [];

    public List<string> Done { get; } = [];

    /// <summary>Connects from the host; null where nobody answers it.</summary>
    public Func<string, Stream>? Connects { get; init; }

    /// <summary>Whether every question is refused, as by a host that is out of reach.</summary>
    public bool IsGone { get; set; }

    public IPowerVerbs Power => this;

    public IWatchVerbs Watch { get; init; }

    public ISnapshotVerbs Snapshots => throw new NotSupportedException();

    public IHardwareVerbs Hardware => throw new NotSupportedException();

    public INetworkVerbs Networks => throw new NotSupportedException();

    public Task<IReadOnlyList<StorageReport>> ListStorageAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HostReport> DescribeAsync(CancellationToken cancellationToken)
        => Task.FromResult(new HostReport { Name = Name, Address = "xl://", Cpus = 2, Memory = 4L << 30, FreeMemory = 1L << 30 });

    public Task<IReadOnlyList<MachineStatus>> ListAsync(CancellationToken cancellationToken)
    {
        if (IsGone)
        {
            throw new HostException(Name, "out of reach");
        }

        (MachineState state, int? domain) = _states.Count > 1 ? _states.Dequeue() : _states.Peek();
        return Task.FromResult<IReadOnlyList<MachineStatus>>([new MachineStatus(Name, Record, state) { DomainId = domain, Addresses = Addresses }]);
    }

    public async Task<MachineStatus> FindAsync(string machine, CancellationToken cancellationToken) => (await ListAsync(cancellationToken))[0];

    public Task<IShellProcess> OpenConsoleAsync(string machine, CancellationToken cancellationToken)
        => Consoles.TryDequeue(out string? text) ? Task.FromResult<IShellProcess>(new SpokenText(text)) : throw new HostException(Name, "the console is taken");

    public Task<GuestSigns> LookAsync(MachineStatus machine, CancellationToken cancellationToken) => Task.FromResult(Signs);

    public Task<IReadOnlyList<DeviceUsage>> MeasureAsync(IReadOnlyList<MachineStatus> machines, CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlyList<DeviceUsage>>([new DeviceUsage("web01", "xvda", true, 512, 1024)]);

    public Task<Stream> ConnectAsync(string address, int port, CancellationToken cancellationToken) 
        => Connects is null ? throw new HostException(Name, "nobody answers") : Task.FromResult(Connects(address));

    public Task StartAsync(string machine, bool isPaused, CancellationToken cancellationToken) => Note($"start {machine}");

    public Task<bool> RebootAsync(string machine, TimeSpan limit, CancellationToken cancellationToken)
    {
        Done.Add($"reboot {machine} within {limit.TotalSeconds} s");
        return Task.FromResult(true);
    }

    public Task<bool> StopAsync(string machine, TimeSpan limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task PauseAsync(string machine, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ResumeAsync(string machine, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> AdoptAsync(string machine, CancellationToken cancellationToken)
    {
        Done.Add($"adopt {machine}");
        Record = Record with { IsWanted = true };
        return Task.FromResult(true);
    }

    public Task SuspendAsync(string machine, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IHostTarget> OpenTargetAsync(ImportOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IMachineSource> OpenSourceAsync(string machine, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task UpdateAsync(string machine, Func<MachineRecord, MachineRecord> change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> RemoveAsync(string machine, bool keepsDisks, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<HostFinding>> CheckAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<HostFinding>> RepairAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task Note(string what)
    {
        Done.Add(what);
        return Task.CompletedTask;
    }
}

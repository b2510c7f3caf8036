using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Exporting;

/// <summary>Machines of a host with xl as a source: one, or those of a group. Nobody else works on them while it is open.</summary>
internal sealed class XlSource : IMachineSource
{
    private readonly XlContext _host;
    private readonly SessionList _sessions;
    private readonly Dictionary<string, DiskRecord> _disks;

    private XlSource(XlContext host, string name, SessionList sessions)
    {
        _host = host;
        _sessions = sessions;
        _disks = sessions.SelectMany(session => session.Record.Disks.Select(disk => (Id: RecordedMachine.IdOf(session.Record, disk), disk)))
            .ToDictionary(pair => pair.Id, pair => pair.disk);
        Name = name;
        Group = new MachineGroup { Name = name, Machines = [.. sessions.Select(session => RecordedMachine.Describe(session.Record))] };
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Format => $"{(_sessions.Count == 1 ? "a machine" : "a group")} on {_host.Name}";

    /// <inheritdoc/>
    public MachineGroup Group { get; }

    /// <summary>Opens a machine or a group; none of them may run.</summary>
    /// <exception cref="HostException">There is no such machine, it runs, or somebody else works on it.</exception>
    public static async Task<XlSource> OpenAsync(XlContext host, string name, CancellationToken cancellationToken)
    {
        await using var sessions = new Ownership<SessionList>(new SessionList());
        foreach (string machine in await MembersAsync(host, name, cancellationToken))
        {
            sessions.Held.Add(await MachineSession.OpenAsync(host, machine, Operation.Export, cancellationToken));
        }

        return new XlSource(host, name, sessions.Release());
    }

    /// <inheritdoc/>
    public async ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(disk);
        DiskRecord record = _disks[disk.Id];
        return await _host.Pools.For(record).OpenAsync(record, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<long> MeasureDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(disk);
        if (_disks[disk.Id].Format == VolumeFormat.Raw)
        {
            return _disks[disk.Id].Size;
        }

        await using Disk content = await OpenDiskAsync(disk, cancellationToken);
        return content.Length;
    }

    /// <inheritdoc/>
    public ValueTask VerifyAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _sessions.DisposeAsync();

    private static async Task<IEnumerable<string>> MembersAsync(XlContext host, string name, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredMachine>? members = await host.Records.FindGroupAsync(name, cancellationToken);
        return members?.Select(member => member.Name) ?? [name];
    }
}

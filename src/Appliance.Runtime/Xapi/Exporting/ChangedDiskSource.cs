using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;
using Appliance.Formats.Vhd;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xapi.Transfers;

namespace Appliance.Runtime.Xapi.Exporting;

/// <summary>
/// One disk of a machine as a source, of which only what has changed since a snapshot comes from the pool: a VHD relative to the older
/// VDI, which is laid over the disk as it was then. The changes are held in a temporary file.
/// </summary>
internal sealed class ChangedDiskSource : IMachineSource
{
    private readonly XapiContext _pool;
    private readonly ChangedDisk _changed;
    private readonly SnapshotDelta _delta;
    private Disk? _disk;

    /// <summary>Prepares it; nothing is fetched before the disk is opened.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="record">The machine.</param>
    /// <param name="changed">The disk.</param>
    /// <param name="delta">What there is of it already.</param>
    /// <exception cref="HostException">The disk has grown since.</exception>
    public ChangedDiskSource(XapiContext pool, MachineRecord record, ChangedDisk changed, SnapshotDelta delta)
    {
        (_pool, _changed, _delta) = (pool, changed, delta);
        if (changed.Size != delta.Parent.Length)
        {
            throw new HostException(pool.Name, $"{changed.Vdev} of {record.Name} has {changed.Size} bytes, and {delta.Parent.Name} {delta.Parent.Length}: it is another disk, or has grown since; export it whole");
        }

        var described = new MachineDisk { Id = $"{record.Name}-{changed.Vdev}", Name = changed.Name, Capacity = changed.Size, Bus = DiskBus.Xen, IsBootable = true };
        Name = record.Name;
        Group = new MachineGroup { Name = Name, Machines = [new Machine { Id = Name, Name = Name, Cpus = record.Cpus, Memory = record.Memory, Disks = [described] }] };
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Format => $"a disk in {_pool.Name}";

    /// <inheritdoc/>
    public MachineGroup Group { get; }

    /// <inheritdoc/>
    /// <exception cref="HostException">The pool does not give the changes.</exception>
    public async ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
        => new BorrowedDisk(_disk ??= await VhdImage.OpenOverAsync(await FetchAsync(cancellationToken), new BorrowedDisk(_delta.Parent), _delta.Reading, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<long> MeasureDiskAsync(MachineDisk disk, CancellationToken cancellationToken) => new(_changed.Size);

    /// <inheritdoc/>
    public ValueTask VerifyAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _disk?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<Disk> FetchAsync(CancellationToken cancellationToken)
    {
        var transfer = new XapiTransfer(_pool.Session, _pool.Dialer, _pool.Tasks);
        await using var end = new ExportEnd(transfer);
        string target = $"/export_raw_vdi?vdi={Uri.EscapeDataString(_changed.Vdi)}&format=vhd&base={Uri.EscapeDataString(_changed.Base)}";
        await using var changes = new Ownership<Disk>(await end.ExplainAsync(
            async () =>
            {
                await using Stream connection = await transfer.OpenAsync("GET", target, "appliance export", cancellationToken);
                return await Spool.UnpackAsync(connection, $"changes of {_changed.Vdev} of {Name}", _delta.Reading, cancellationToken);
            },
            cancellationToken));
        await end.DemandAsync(cancellationToken);
        return changes.Release();
    }
}

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
    private readonly string _pool;
    private readonly Disk _disk;

    private ChangedDiskSource(string pool, MachineRecord record, ChangedDisk changed, Disk disk)
    {
        (_pool, _disk) = (pool, disk);
        var described = new MachineDisk { Id = $"{record.Name}-{changed.Vdev}", Name = changed.Name, Capacity = changed.Size, Bus = DiskBus.Xen, IsBootable = true };
        Name = record.Name;
        Group = new MachineGroup { Name = Name, Machines = [new Machine { Id = Name, Name = Name, Cpus = record.Cpus, Memory = record.Memory, Disks = [described] }] };
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Format => $"a disk in {_pool}";

    /// <inheritdoc/>
    public MachineGroup Group { get; }

    /// <summary>Fetches the changes.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="record">The machine.</param>
    /// <param name="changed">The disk.</param>
    /// <param name="delta">What there is of it already.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">The pool does not give them, or the disk has grown since.</exception>
    public static async Task<ChangedDiskSource> OpenAsync(XapiContext pool, MachineRecord record, ChangedDisk changed, SnapshotDelta delta, CancellationToken cancellationToken)
    {
        if (changed.Size != delta.Parent.Length)
        {
            throw new HostException(pool.Name, $"{changed.Vdev} of {record.Name} has {changed.Size} bytes, and {delta.Parent.Name} {delta.Parent.Length}: it is another disk, or has grown since; export it whole");
        }

        Disk changes = await FetchAsync(pool, record, changed, delta, cancellationToken);
        return new ChangedDiskSource(pool.Name, record, changed, await VhdImage.OpenOverAsync(changes, new BorrowedDisk(delta.Parent), delta.Reading, cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken) => new(new BorrowedDisk(_disk));

    /// <inheritdoc/>
    public ValueTask VerifyAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _disk.DisposeAsync();

    private static async Task<Disk> FetchAsync(XapiContext pool, MachineRecord record, ChangedDisk changed, SnapshotDelta delta, CancellationToken cancellationToken)
    {
        var transfer = new XapiTransfer(pool.Session, pool.Dialer, pool.Tasks);
        await using var end = new ExportEnd(transfer);
        string target = $"/export_raw_vdi?vdi={Uri.EscapeDataString(changed.Vdi)}&format=vhd&base={Uri.EscapeDataString(changed.Base)}";
        await using var changes = new Ownership<Disk>(await end.ExplainAsync(
            async () =>
            {
                await using Stream connection = await transfer.OpenAsync("GET", target, "appliance export", cancellationToken);
                return await Spool.UnpackAsync(connection, $"changes of {changed.Vdev} of {record.Name}", delta.Reading, cancellationToken);
            },
            cancellationToken));
        await end.DemandAsync(cancellationToken);
        return changes.Release();
    }
}

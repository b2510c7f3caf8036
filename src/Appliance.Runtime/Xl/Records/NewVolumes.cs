using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Storage;

namespace Appliance.Runtime.Xl.Records;

/// <summary>Disks that are being made for a machine that is there: each is written down before it is made, and all are removed again unless they are kept.</summary>
/// <param name="host">The host.</param>
/// <param name="folder">The machine's folder.</param>
internal sealed class NewVolumes(XlContext host, MachineFolder folder) : IAsyncDisposable
{
    private static readonly TimeSpan CleaningTime = TimeSpan.FromMinutes(2);

    private readonly List<DiskRecord> _disks = [];

    /// <summary>Makes a disk.</summary>
    /// <param name="disk">The disk; nothing lies in its place.</param>
    /// <param name="make">Makes it, in its pool.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task AddAsync(DiskRecord disk, Func<IVolumePool, Task> make, CancellationToken cancellationToken)
    {
        IVolumePool pool = host.Pools.For(disk);
        await VolumeList.AddAsync(host.Shell, folder, disk, cancellationToken);
        _disks.Add(disk);
        await make(pool);
    }

    /// <summary>The disks stay: a record speaks of them.</summary>
    public void Keep() => _disks.Clear();

    /// <summary>Removes what is not kept. What cannot be removed is seen by a check.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(CleaningTime);
        try
        {
            foreach (DiskRecord disk in _disks)
            {
                await host.Pools.For(disk).RemoveAsync(disk, limit.Token);
            }
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
            // What went wrong before counts more.
        }
    }
}

using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Storage;

namespace Appliance.Runtime.Xl.Records;

/// <summary>Disks that are being made for a machine: each is listed before it is made, and all are removed again unless they are kept.</summary>
/// <param name="site">The host.</param>
/// <param name="folder">The machine's folder, which has the list.</param>
internal sealed class NewVolumes(IXlSite site, string folder) : IAsyncDisposable
{
    private readonly VolumeList _list = new(site.Shell, folder);
    private readonly List<DiskRecord> _disks = [];

    /// <summary>Makes a disk.</summary>
    /// <param name="disk">The disk; nothing lies in its place.</param>
    /// <param name="make">Makes it, in its pool.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task AddAsync(DiskRecord disk, Func<IVolumePool, Task> make, CancellationToken cancellationToken)
    {
        await _list.AddAsync(disk.Path, cancellationToken);
        _disks.Add(disk);
        await make(site.PoolOf(disk));
    }

    /// <summary>The disks stay: a record speaks of them.</summary>
    public void Keep() => _disks.Clear();

    /// <summary>Removes what is not kept.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (DiskRecord disk in _disks)
            {
                await site.PoolOf(disk).RemoveAsync(disk, CancellationToken.None);
            }

            await _list.RemoveAsync(_disks.Select(disk => disk.Path), CancellationToken.None);
        }
        catch (HostException)
        {
            // What went wrong before counts more. The list still has them, and repair removes them.
        }
    }
}

using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Storage;

namespace Appliance.Runtime.Xl.Records;

/// <summary>
/// Disks that are being made for a machine. Nothing lies in the place of one when it is written down, and it is written down
/// before it is made: so it is found whatever happens, and what others have made is never taken for it.
/// </summary>
/// <param name="host">The host.</param>
/// <param name="folder">The machine's folder.</param>
internal sealed class VolumeClaims(XlContext host, MachineFolder folder)
{
    private readonly List<DiskRecord> _disks = [];

    /// <summary>Those that were made or begun.</summary>
    public IReadOnlyList<DiskRecord> Disks => _disks;

    /// <summary>Makes a disk.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="make">Makes it, in its pool; where something lies in its place it refuses by <see cref="VolumeTaken"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">Something lies in its place, or it cannot be made.</exception>
    public async Task MakeAsync(DiskRecord disk, Func<IVolumePool, Task> make, CancellationToken cancellationToken)
    {
        IVolumePool pool = host.Pools.For(disk);
        await pool.DemandAbsentAsync(disk, cancellationToken);
        _disks.Add(disk);
        await VolumeList.AddAsync(host.Shell, folder, disk, cancellationToken);
        try
        {
            await make(pool);
        }
        catch (HostException e) when (VolumeTaken.Is(e))
        {
            // Somebody else was quicker since we looked, and it is theirs.
            _disks.Remove(disk);
            await VolumeList.DropAsync(host.Shell, folder, [disk], CancellationToken.None);
            throw;
        }
    }

    /// <summary>They stay: a record speaks of them.</summary>
    public void Keep() => _disks.Clear();
}

using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Storage;

namespace Appliance.Runtime.Xl.Records;

/// <summary>Disks that are being made for a machine that is there: all are removed again unless they are kept.</summary>
/// <param name="host">The host.</param>
/// <param name="folder">The machine's folder.</param>
internal sealed class NewVolumes(XlContext host, MachineFolder folder) : IAsyncDisposable
{
    private static readonly TimeSpan CleaningTime = TimeSpan.FromMinutes(2);

    private readonly VolumeClaims _claims = new(host, folder);

    /// <summary>Makes a disk.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="make">Makes it, in its pool.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">Something lies in its place, which stays; or it cannot be made.</exception>
    public Task AddAsync(DiskRecord disk, Func<IVolumePool, Task> make, CancellationToken cancellationToken) => _claims.MakeAsync(disk, make, cancellationToken);

    /// <summary>The disks stay: a record speaks of them.</summary>
    public void Keep() => _claims.Keep();

    /// <summary>Removes what is not kept. What cannot be removed is seen by a check.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_claims.Disks.Count == 0)
        {
            return;
        }

        using var limit = new CancellationTokenSource(CleaningTime);
        try
        {
            foreach (DiskRecord disk in _claims.Disks)
            {
                await host.Pools.For(disk).RemoveAsync(disk, limit.Token);
            }

            await VolumeList.DropAsync(host.Shell, folder, _claims.Disks, limit.Token);
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
            // What went wrong before counts more.
        }
    }
}

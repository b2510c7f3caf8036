using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Storage;

namespace Appliance.Runtime.Xl.Records;

/// <summary>Disks that are being made for a machine that is there: those that no record comes to speak of are removed again.</summary>
/// <param name="session">The machine.</param>
internal sealed class NewVolumes(MachineSession session) : IAsyncDisposable
{
    private static readonly TimeSpan CleaningTime = TimeSpan.FromMinutes(2);

    private readonly VolumeClaims _claims = new(session.Host, session.Folder);

    /// <summary>Makes a disk.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="make">Makes it, in its pool.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">Something lies in its place, which stays; or it cannot be made.</exception>
    public Task AddAsync(DiskRecord disk, Func<IVolumePool, Task> make, CancellationToken cancellationToken) => _claims.MakeAsync(disk, make, cancellationToken);

    /// <summary>They stay: a record speaks of them, or a guest may use them.</summary>
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
            await RemoveAsync(limit.Token);
        }
        catch (Exception e) when (e is HostException or OperationCanceledException)
        {
            // What went wrong before counts more.
        }
    }

    /// <summary>Removes those that no record speaks of. It is read again: where only the answer was lost, it was written.</summary>
    private async Task RemoveAsync(CancellationToken cancellationToken)
    {
        if (await session.LookAgainAsync(cancellationToken) is not { } record)
        {
            return;
        }

        DiskRecord[] left = [.. _claims.Disks.ExceptBy(Leftovers.AllDisks(record).Select(disk => disk.Path), disk => disk.Path)];
        foreach (DiskRecord disk in left)
        {
            await session.Host.Pools.For(disk).RemoveAsync(disk, cancellationToken);
        }

        await VolumeList.DropAsync(session.Host.Shell, session.Folder, left, cancellationToken);
    }
}

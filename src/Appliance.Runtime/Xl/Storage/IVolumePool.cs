using Appliance.Formats.Disks;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Xl.Storage;

/// <summary>A storage pool of a host: makes, reads and removes the disks of machines there. Knows nothing of domains.</summary>
internal interface IVolumePool
{
    /// <summary>What the host's entry says of it.</summary>
    StoragePool Pool { get; }

    /// <summary>Whether it takes content that comes by only once.</summary>
    bool TakesOnce { get; }

    /// <summary>Its room.</summary>
    Task<PoolReport> MeasureAsync(CancellationToken cancellationToken);

    /// <summary>Where a disk of a machine will be, before it is made: a path, as a disk's record has it.</summary>
    string PlaceFor(string machine, string vdev);

    /// <summary>Makes sure that nothing lies in the place of a disk that is to be made.</summary>
    /// <exception cref="HostException">Something does (<see cref="VolumeTaken"/>), or it cannot be told.</exception>
    Task DemandAbsentAsync(DiskRecord disk, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a disk and fills it: only data goes over the wire, and what was written is read back there and its digest compared.
    /// </summary>
    /// <param name="disk">The disk as <see cref="PlaceFor"/> and the caller have it.</param>
    /// <param name="content">Its bytes; <see cref="DiskContent.Length"/> is its size.</param>
    /// <param name="progress">Called from any thread.</param>
    /// <param name="cancellationToken">Stops the work. What is half-made stays; the caller removes it.</param>
    /// <exception cref="HostException">Something lies in its place, there is no room, or what was read back is not what was sent.</exception>
    Task WriteAsync(DiskRecord disk, DiskContent content, Action<CopyProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Makes a blank disk.</summary>
    /// <exception cref="HostException">Something lies in its place, or there is no room.</exception>
    Task CreateAsync(DiskRecord disk, CancellationToken cancellationToken);

    /// <summary>Opens a disk to be read over the wire; the caller disposes it. Only its allocated parts are sent where that can be told.</summary>
    /// <exception cref="HostException">It is missing, or smaller than its record says.</exception>
    Task<Disk> OpenAsync(DiskRecord disk, CancellationToken cancellationToken);

    /// <summary>Makes <paramref name="copy"/>, in this pool, the same as <paramref name="disk"/>, on the host: a reflink or snapshot where the storage can.</summary>
    /// <exception cref="HostException">Something lies in the copy's place, or there is no room.</exception>
    Task CopyAsync(DiskRecord disk, DiskRecord copy, CancellationToken cancellationToken);

    /// <summary>Makes a disk larger; what comes to it reads as zeros. It is never made smaller.</summary>
    /// <returns>The disk as it is now.</returns>
    Task<DiskRecord> GrowAsync(DiskRecord disk, long size, CancellationToken cancellationToken);

    /// <summary>
    /// Puts <paramref name="kept"/> in the place of <paramref name="disk"/>, and leaves <paramref name="kept"/> as it is, so that it can be reverted to again.
    /// Where the disk stays larger, zeros follow.
    /// </summary>
    Task RevertAsync(DiskRecord disk, DiskRecord kept, CancellationToken cancellationToken);

    /// <summary>Removes a disk; one that is not there is no error.</summary>
    Task RemoveAsync(DiskRecord disk, CancellationToken cancellationToken);

    /// <summary>The paths of all disks in the pool that this program has made, whether a record still speaks of them or not.</summary>
    /// <exception cref="HostException">The host cannot tell.</exception>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);
}

using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Ext;
using Appliance.Guests.FileSystems.Fat;
using Appliance.Guests.FileSystems.Ntfs;
using Appliance.Guests.KernelMounts;
using Appliance.Guests.MicroMachines;

namespace Appliance.Guests;

/// <summary>All engines that open file systems, for one guest. Each asks for its library or program only when it opens something.</summary>
public sealed class GuestEngines : IDisposable
{
    private readonly MicroEngines _micro;

    /// <summary>Makes the engines.</summary>
    /// <param name="time">Tells the time of what is written.</param>
    /// <param name="cancellationToken">Ends what an engine has started.</param>
    /// <param name="mounts">Whether this host's own kernel may mount XFS and btrfs where it can, which is quicker, and exposes it to them.</param>
    public GuestEngines(TimeProvider time, CancellationToken cancellationToken, bool mounts = false)
    {
        _micro = new MicroEngines(time, cancellationToken);
        IFileSystemEngine[] linux = [_micro.Xfs, _micro.Btrfs];
        All =
        [
            new ExtEngine(time, _micro.ReplayByMounting, cancellationToken), new NtfsEngine(time), new FatEngine(time),
            .. linux.Select(engine => mounts ? new KernelEngine(engine.Kind, engine, cancellationToken) : engine),
        ];
    }

    /// <summary>The engines, one for each kind of file system.</summary>
    public IReadOnlyList<IFileSystemEngine> All { get; }

    /// <summary>Ends what an engine has started.</summary>
    public void Dispose() => _micro.Dispose();
}

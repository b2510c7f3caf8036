using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Ext;
using Appliance.Guests.FileSystems.Fat;
using Appliance.Guests.FileSystems.Ntfs;
using Appliance.Guests.MicroMachines;

namespace Appliance.Guests;

/// <summary>All engines that open file systems, for one guest. Each asks for its library or program only when it opens something.</summary>
public sealed class GuestEngines : IDisposable
{
    private readonly MicroEngines _micro;

    /// <summary>Makes the engines.</summary>
    /// <param name="time">Tells the time of what is written.</param>
    /// <param name="cancellationToken">Ends what an engine has started.</param>
    public GuestEngines(TimeProvider time, CancellationToken cancellationToken)
    {
        _micro = new MicroEngines(time, cancellationToken);
        All = [new ExtEngine(time, _micro.ReplayByMounting), new NtfsEngine(time), new FatEngine(time), _micro.Xfs, _micro.Btrfs];
    }

    /// <summary>The engines, one for each kind of file system.</summary>
    public IReadOnlyList<IFileSystemEngine> All { get; }

    /// <summary>Ends what an engine has started.</summary>
    public void Dispose() => _micro.Dispose();
}

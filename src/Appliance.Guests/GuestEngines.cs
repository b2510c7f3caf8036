using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Fat;
using Appliance.Guests.FileSystems.Ntfs;

namespace Appliance.Guests;

/// <summary>All engines that open file systems, for one guest.</summary>
/// <param name="spoolFolder">Where temporary files go.</param>
/// <param name="cancellationToken">Stops whatever an engine does.</param>
public sealed class GuestEngines(string spoolFolder, CancellationToken cancellationToken) : IDisposable
{
    /// <summary>The engines; each asks for its library or program only when it opens something.</summary>
    public IReadOnlyList<IFileSystemEngine> All { get; } =
    [
        new NtfsEngine(),
        new FatEngine(),
    ];

    /// <summary>Ends what an engine has started.</summary>
    public void Dispose()
    {
    }
}

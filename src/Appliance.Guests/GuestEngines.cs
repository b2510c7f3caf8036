using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Ext;
using Appliance.Guests.FileSystems.Fat;
using Appliance.Guests.FileSystems.Ntfs;

namespace Appliance.Guests;

/// <summary>All engines that open file systems, for one guest.</summary>
public sealed class GuestEngines : IDisposable
{
    /// <summary>The engines; each asks for its library or program only when it opens something.</summary>
    public IReadOnlyList<IFileSystemEngine> All { get; } =
    [
        new ExtEngine(),
        new NtfsEngine(),
        new FatEngine(),
    ];

    /// <summary>Ends what an engine has started.</summary>
    public void Dispose()
    {
    }
}

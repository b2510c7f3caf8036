using Appliance.Guests.Containers;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests;

/// <summary>How a guest is opened.</summary>
public sealed record GuestOptions
{
    /// <summary>What opens file systems; at most one for each kind.</summary>
    public required IReadOnlyList<IFileSystemEngine> Engines { get; init; }

    /// <summary>What opens encrypted volumes and arrays, so that what is inside them is found too; default nothing.</summary>
    public IReadOnlyList<IContainerEngine> Containers { get; init; } = [];

    /// <summary>Whether the guest is to be changed. By default it is only read.</summary>
    public bool IsWritable { get; init; }
}

namespace Appliance.Runtime.Hosts;

/// <summary>A storage of a host: a storage repository (SR) of a pool with xapi, a storage pool of a host with xl.</summary>
/// <param name="Name">Its name, which in a pool others may have too.</param>
/// <param name="Type">What it is made of: <c>ext</c>, <c>lvmoiscsi</c>, <c>iso</c>, <c>lvm-thin</c>.</param>
/// <param name="Size">Bytes in all.</param>
/// <param name="Free">Bytes that are free.</param>
public sealed record StorageReport(string Name, string Type, long Size, long Free)
{
    /// <summary>Its UUID; null where storages have none.</summary>
    public Guid? Uuid { get; init; }

    /// <summary>Where it is, on a host with xl; null in a pool, which tells only its own hosts.</summary>
    public string? Location { get; init; }

    /// <summary>Whether several hosts can use it at the same time.</summary>
    public bool IsShared { get; init; }

    /// <summary>Whether it is taken where none is named.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Whether a disk takes its whole size there at once.</summary>
    public bool TakesWholeSize { get; init; }

    /// <summary>Whether it holds discs for CD drives, or is a drive itself, and takes no disks.</summary>
    public bool IsForDiscs { get; init; }

    /// <summary>Why it cannot be used; null where all is well.</summary>
    public string? Problem { get; init; }
}

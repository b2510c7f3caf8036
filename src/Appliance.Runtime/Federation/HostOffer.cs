using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Federation;

/// <summary>A host that can take all machines of a package.</summary>
/// <param name="Host">The host.</param>
/// <param name="Pool">The storage for their disks, as import takes it.</param>
/// <param name="Storage">The storage's name.</param>
/// <param name="FreeMemory">Bytes of memory that are free on it, or on all hosts of a pool together.</param>
/// <param name="FreeStorage">Bytes that are free in the storage.</param>
/// <param name="IsRoomCertain">Whether the disks fit however full they get, and not only as long as they stay sparse.</param>
public sealed record HostOffer(HostEntry Host, string Pool, string Storage, long FreeMemory, long FreeStorage, bool IsRoomCertain);

using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Volumes.Probing;

/// <summary>What the first look at a volume tells.</summary>
/// <param name="Kind">What lies on it.</param>
/// <param name="Uuid">As blkid spells it; null where there is none.</param>
/// <param name="Label">Its label; null where it has none.</param>
/// <param name="Note">What has to be known of it, as the rest of a sentence that starts with the volume: "holds a suspended system"; null for nothing.</param>
public sealed record FileSystemIdentity(FileSystemKind Kind, string? Uuid = null, string? Label = null, string? Note = null)
{
    /// <summary>Nothing that is known here.</summary>
    public static FileSystemIdentity Unknown { get; } = new(FileSystemKind.Unknown);
}

using Appliance.Guests.Devices;
using Appliance.Guests.Volumes;

namespace Appliance.Guests.Containers;

/// <summary>What came of a container.</summary>
public sealed record OpenedContainer
{
    /// <summary>The volumes that make it up: the one that is encrypted, or the members of an array.</summary>
    public required IReadOnlyList<Volume> Members { get; init; }

    /// <summary>What is inside; null where it stays closed.</summary>
    public BlockDevice? Device { get; init; }

    /// <summary>Why it stays closed, and the way out, as the rest of a sentence that starts with the volume; null where it is open.</summary>
    public string? Problem { get; init; }
}

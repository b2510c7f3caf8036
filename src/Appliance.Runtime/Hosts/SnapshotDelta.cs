using Appliance.Formats;
using Appliance.Formats.Disks;

namespace Appliance.Runtime.Hosts;

/// <summary>What is to be taken of a disk: only what has changed since a snapshot, of which the rest is here already.</summary>
/// <param name="Since">The older snapshot.</param>
/// <param name="Parent">The disk as it was then; stays open.</param>
/// <param name="Reading">Limits, and where the changes are held while they are written.</param>
public sealed record SnapshotDelta(string Since, Disk Parent, ReadOptions Reading)
{
    /// <summary>Which disk: <c>xvda</c>; null where the machine has one.</summary>
    public string? Vdev { get; init; }
}

using Appliance.Builder.Templates.Parts;

namespace Appliance.Builder.Images;

/// <summary>A partition and its place.</summary>
/// <param name="Choice">What is on it.</param>
/// <param name="Id">The identity of what is on it.</param>
/// <param name="Offset">Where it starts, in bytes of the disk; whole MiB.</param>
/// <param name="Length">Its bytes; whole MiB.</param>
internal sealed record PlannedPartition(PartitionChoice Choice, Guid Id, long Offset, long Length);

namespace Appliance.Builder.Images.Volumes;

/// <summary>A logical volume and its place.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its identity.</param>
/// <param name="Content">What is on it, and where that is on the disk.</param>
internal sealed record PlannedVolume(string Name, LvmId Id, PlannedPartition Content);

namespace Appliance.Builder.Templates.Parts;

/// <summary>A volume group of LVM, which one partition holds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Volumes">Its logical volumes, in their order on the partition.</param>
public sealed record VolumeGroupChoice(string Name, IReadOnlyList<VolumeChoice> Volumes);

using Appliance.Formats.Disks;

namespace Appliance.Formats.Vmdk;

/// <summary>One image of a chain, without its parent.</summary>
/// <param name="Disk">What the image itself holds.</param>
/// <param name="Descriptor">Its descriptor; null in a sparse extent that has none.</param>
internal sealed record VmdkLink(Disk Disk, VmdkDescriptor? Descriptor);

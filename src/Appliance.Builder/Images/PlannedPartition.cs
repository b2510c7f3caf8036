using System.Globalization;
using Appliance.Builder.Images.Volumes;
using Appliance.Builder.Templates.Parts;

namespace Appliance.Builder.Images;

/// <summary>A partition, or a logical volume, and its place.</summary>
/// <param name="Choice">What is on it.</param>
/// <param name="Id">The identity of what is on it.</param>
/// <param name="Offset">Where it starts, in bytes of the disk; whole MiB.</param>
/// <param name="Length">Its bytes; whole MiB.</param>
/// <param name="Group">The volume group that is on it.</param>
internal sealed record PlannedPartition(PartitionChoice Choice, Guid Id, long Offset, long Length, PlannedGroup? Group = null)
{
    /// <summary>What is on it: itself, or its logical volumes.</summary>
    public IEnumerable<PlannedPartition> Contents => Group?.Volumes.Select(volume => volume.Content) ?? [this];

    /// <summary>The identity as fstab and GRUB spell it.</summary>
    public string Uuid => Choice.FileSystem == PartitionContent.Esp ? $"{FatId >> 16:X4}-{FatId & 0xFFFF:X4}" : $"{Id}";

    /// <summary>The identity of a FAT, which has 32 bits.</summary>
    public uint FatId => uint.Parse($"{Id}"[..8], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

namespace Appliance.Formats.Vhd;

/// <summary>The footers that our writers give to new images.</summary>
internal static class VhdFooterFactory
{
    /// <summary>
    /// Makes the footer of a new disk. Its creator is Xen's own: vhd-util resizes no other's images, and every reader
    /// takes the size of these as written instead of computing it from the geometry.
    /// </summary>
    /// <param name="type">How the disk is stored.</param>
    /// <param name="size">Bytes of the disk, in whole sectors.</param>
    /// <param name="id">Its identity.</param>
    /// <param name="options">The time to write.</param>
    public static VhdFooter Create(VhdDiskType type, long size, Guid id, WriteOptions options) => new()
    {
        DataOffset = type == VhdDiskType.Fixed ? VhdFooter.NoOffset : VhdFooter.Size,
        Timestamp = VhdTime.FromDate(options.Timestamp),
        Creator = VhdCreator.Xen,
        CreatorVersion = VhdCreator.NewestXenVersion,
        OriginalSize = (ulong)size,
        CurrentSize = (ulong)size,
        Geometry = VhdGeometry.ForSize(size),
        Type = type,
        Id = id,
    };

    /// <summary>Rounds a length up to whole sectors; a VHD holds nothing else.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative, or more than a VHD holds.</exception>
    public static long RoundSize(long diskLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(diskLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(diskLength, VhdLimits.MaxDiskSize);
        return (diskLength + VhdFooter.SectorSize - 1) / VhdFooter.SectorSize * VhdFooter.SectorSize;
    }
}

namespace Appliance.Formats.Vmdk;

/// <summary>What VMware takes, and what a sparse file can hold.</summary>
public static class VmdkLimits
{
    /// <summary>Largest virtual disk in bytes: 62 TiB (vSphere since 5.5, "Configuration Maximums").</summary>
    public const long MaxDiskSize = 62L << 40;

    // Tables count sectors of the file in 32 bits.
    private const long MaxSectors = 1L << 32;

    /// <summary>Refuses a disk of a size that cannot be written, before anything is.</summary>
    /// <param name="name">The disk, for the message.</param>
    /// <param name="size">Its virtual size in bytes.</param>
    /// <exception cref="UnsupportedImageException">The disk is too large or has no bytes; the message names the way out.</exception>
    public static void Check(string name, long size)
    {
        if (size > MaxDiskSize)
        {
            throw new UnsupportedImageException(
                name, $"virtual size {size} bytes is above the {MaxDiskSize} bytes (62 TiB) of VMware's disks; write a raw image or QCOW2 instead");
        }

        if (size == 0)
        {
            throw new UnsupportedImageException(name, "has no bytes; a VMDK of capacity 0 stands for a descriptor, not for an empty disk");
        }
    }

    /// <summary>Refuses to let a file grow beyond what its tables can point at.</summary>
    /// <param name="name">The file, for the message.</param>
    /// <param name="endSector">Sectors of the file with what is about to be written.</param>
    /// <exception cref="UnsupportedImageException">The file would be too large.</exception>
    internal static void CheckFile(string name, long endSector)
    {
        if (endSector > MaxSectors)
        {
            throw new UnsupportedImageException(
                name, "the disk holds more data than fits a sparse VMDK, whose tables reach no further than 2 TiB; write a raw image or QCOW2 instead");
        }
    }
}

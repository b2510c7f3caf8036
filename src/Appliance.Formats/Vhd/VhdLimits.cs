namespace Appliance.Formats.Vhd;

/// <summary>What a VHD can hold.</summary>
public static class VhdLimits
{
    /// <summary>
    /// Largest virtual disk in bytes: 2,040 GiB (VHD specification 1.0; the storage manager of XenServer and XCP-ng).
    /// Block positions are 32-bit sector numbers, so that little more would fit at all.
    /// </summary>
    public const long MaxDiskSize = 2040L << 30;

    /// <summary>Refuses a disk that is too large for a VHD.</summary>
    /// <param name="name">The disk, for the message.</param>
    /// <param name="size">Its virtual size in bytes.</param>
    /// <exception cref="UnsupportedImageException">The disk is too large; the message names the way out.</exception>
    public static void Check(string name, long size)
    {
        if (size > MaxDiskSize)
        {
            throw new UnsupportedImageException(
                name, $"virtual size {size} bytes is above the {MaxDiskSize} bytes (2,040 GiB) that a VHD can have; write QCOW2 instead (--to qcow2)");
        }
    }
}

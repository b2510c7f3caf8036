namespace Appliance.Formats.Vhd;

/// <summary>The part of a batmap that libvhd's checksum covers.</summary>
internal static class VhdBatmap
{
    // Eight blocks of 2 MiB for each byte.
    private const long DiskBytesPerByte = 8L * VhdDynamicLayout.BlockSize;

    /// <summary>
    /// Bytes under the checksum. libvhd divides the size of the disk and drops the rest before it rounds up to whole
    /// sectors, so that the last few bits of a batmap may lie behind what it sums up.
    /// </summary>
    public static long CheckedSize(ulong diskSize)
    {
        long bytes = (long)Math.Min(diskSize / DiskBytesPerByte, int.MaxValue);
        long sectors = (bytes + VhdFooter.SectorSize - 1) / VhdFooter.SectorSize;
        return Math.Max(1, sectors) * VhdFooter.SectorSize;
    }
}

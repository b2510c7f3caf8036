namespace Appliance.Formats.Vhd;

/// <summary>Cylinders, heads and sectors a track of the disk, as BIOS and Virtual PC count them.</summary>
internal readonly record struct VhdGeometry(ushort Cylinders, byte Heads, byte SectorsPerTrack)
{
    private const int MaxCylinders = 65535;
    private const int MaxHeads = 16;
    private const int MaxSectorsPerTrack = 255;
    private const int MaxAtaSectorsPerTrack = 63;
    private const long MaxSectors = (long)MaxCylinders * MaxHeads * MaxSectorsPerTrack;

    // A BIOS counts cylinders in ten bits.
    private const int MaxBiosCylinders = 1024;

    /// <summary>The largest there is; then, and always for a disk beyond 127 GiB, it says nothing about the size.</summary>
    public static VhdGeometry Largest { get; } = new(MaxCylinders, MaxHeads, MaxSectorsPerTrack);

    /// <summary>Bytes that the geometry covers.</summary>
    public long Bytes => (long)Cylinders * Heads * SectorsPerTrack * VhdFooter.SectorSize;

    /// <summary>
    /// The geometry for a disk of <paramref name="bytes"/>; it covers at most as much, usually somewhat less
    /// (VHD specification 1.0, appendix "CHS Calculation").
    /// </summary>
    public static VhdGeometry ForSize(long bytes)
    {
        long sectors = Math.Min(bytes / VhdFooter.SectorSize, MaxSectors);
        if (sectors >= (long)MaxCylinders * MaxHeads * MaxAtaSectorsPerTrack)
        {
            return Divide(sectors, MaxHeads, MaxSectorsPerTrack);
        }

        long tracks = sectors / 17;
        long heads = Math.Max(4, (tracks + MaxBiosCylinders - 1) / MaxBiosCylinders);
        if (heads <= MaxHeads && tracks < heads * MaxBiosCylinders)
        {
            return Divide(sectors, heads, 17);
        }

        bool fits = sectors / 31 < MaxHeads * MaxBiosCylinders;
        return Divide(sectors, MaxHeads, fits ? 31 : MaxAtaSectorsPerTrack);
    }

    /// <summary>The field's four bytes as one number, by which vhd-util compares geometries.</summary>
    public uint ToUInt32() => ((uint)Cylinders << 16) | ((uint)Heads << 8) | SectorsPerTrack;

    private static VhdGeometry Divide(long sectors, long heads, int sectorsPerTrack)
        => new((ushort)(sectors / sectorsPerTrack / heads), (byte)heads, (byte)sectorsPerTrack);
}

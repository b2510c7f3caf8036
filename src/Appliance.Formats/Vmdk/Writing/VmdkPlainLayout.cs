namespace Appliance.Formats.Vmdk;

/// <summary>
/// Where everything is in a monolithicSparse file, in sectors: header, descriptor, the redundant directory with its
/// tables, the directory with its own, then grains. All of it follows from the size of the disk.
/// </summary>
internal sealed class VmdkPlainLayout
{
    /// <summary>Lays out a disk.</summary>
    /// <param name="diskLength">Bytes of virtual disk; rounded up to a sector.</param>
    public VmdkPlainLayout(long diskLength)
    {
        Capacity = VmdkUnits.DivideUp(diskLength, VmdkUnits.Sector);
        Tables = VmdkUnits.DivideUp(Capacity * VmdkUnits.Sector, VmdkLayout.TableSpan);
        Redundant = new Directories(VmdkLayout.DescriptorSector + VmdkLayout.DescriptorSectors, Tables);
        Primary = new Directories(Redundant.End, Tables);
        Overhead = VmdkUnits.RoundUp(Primary.End, VmdkLayout.GrainSectors);
    }

    /// <summary>Sectors of virtual disk.</summary>
    public long Capacity { get; }

    /// <summary>Number of grain tables in each copy.</summary>
    public long Tables { get; }

    /// <summary>The copy that programs fall back on.</summary>
    public Directories Redundant { get; }

    /// <summary>The copy that programs read.</summary>
    public Directories Primary { get; }

    /// <summary>Where the first grain is.</summary>
    public long Overhead { get; }

    /// <summary>A grain directory and its tables, which stand behind it without a gap.</summary>
    /// <param name="Directory">Sector of the directory.</param>
    /// <param name="Tables">Number of tables.</param>
    internal sealed record Directories(long Directory, long Tables)
    {
        /// <summary>Sector of the first table.</summary>
        public long FirstTable => Directory + VmdkUnits.DivideUp(Tables * sizeof(uint), VmdkUnits.Sector);

        /// <summary>The sector behind the last table.</summary>
        public long End => FirstTable + (Tables * VmdkLayout.TableSectors);

        /// <summary>Byte of the entry for the grain at a place of the virtual disk, in bytes.</summary>
        public long EntryOf(long offset) => (FirstTable * VmdkUnits.Sector) + (offset / VmdkLayout.GrainSize * sizeof(uint));
    }
}

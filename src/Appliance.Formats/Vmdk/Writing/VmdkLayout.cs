namespace Appliance.Formats.Vmdk;

/// <summary>The sizes that VMware writes, and the only ones that all its products read.</summary>
internal static class VmdkLayout
{
    /// <summary>Sectors of a grain.</summary>
    public const int GrainSectors = 128;

    /// <summary>Bytes of a grain.</summary>
    public const int GrainSize = GrainSectors * VmdkUnits.Sector;

    /// <summary>Grains that the writers take at a time; they divide a table, so that a block has one.</summary>
    public const int GrainsPerBlock = 16;

    /// <summary>Bytes of virtual disk that the writers take at a time.</summary>
    public const int BlockSize = GrainsPerBlock * GrainSize;

    /// <summary>Entries of a grain table.</summary>
    public const int TableEntries = 512;

    /// <summary>Sectors of a grain table.</summary>
    public const int TableSectors = TableEntries * sizeof(uint) / VmdkUnits.Sector;

    /// <summary>Bytes of virtual disk that one grain table covers: 32 MiB.</summary>
    public const long TableSpan = (long)TableEntries * GrainSize;

    /// <summary>The sector of the embedded descriptor.</summary>
    public const int DescriptorSector = 1;

    /// <summary>Sectors of the embedded descriptor: room for what VirtualBox adds without looking.</summary>
    public const int DescriptorSectors = 20;
}

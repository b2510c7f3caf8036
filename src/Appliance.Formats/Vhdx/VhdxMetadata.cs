namespace Appliance.Formats.Vhdx;

/// <summary>What the metadata region says of the virtual disk (MS-VHDX 2.6).</summary>
/// <param name="BlockSize">Bytes of a payload block: 1 MiB to 256 MiB, a power of two.</param>
/// <param name="DiskSize">Bytes of the virtual disk.</param>
/// <param name="SectorSize">Logical sector: 512 or 4096 bytes.</param>
/// <param name="Parent">Keys and values of the parent locator; null for a disk without a parent.</param>
internal sealed record VhdxMetadata(int BlockSize, long DiskSize, int SectorSize, IReadOnlyDictionary<string, string>? Parent)
{
    /// <summary>Sectors that one sector-bitmap block covers (MS-VHDX 2.5.1): 1 MiB of bits.</summary>
    public const long SectorsPerBitmap = 1L << 23;

    /// <summary>Payload entries of the block allocation table between two sector-bitmap entries.</summary>
    public long ChunkRatio => SectorsPerBitmap * SectorSize / BlockSize;

    /// <summary>Bytes of the sector bitmap for one payload block: 1 MiB of disk in sectors of 4 KiB has the fewest, 32.</summary>
    public int BitmapBytesPerBlock => BlockSize / SectorSize / 8;

    /// <summary>Payload blocks.</summary>
    public long BlockCount => (DiskSize + BlockSize - 1) / BlockSize;

    /// <summary>Entries that the block allocation table must have.</summary>
    public long BatEntries => Parent is null
        ? BlockCount + (Math.Max(0, BlockCount - 1) / ChunkRatio)
        : (BlockCount + ChunkRatio - 1) / ChunkRatio * (ChunkRatio + 1);
}

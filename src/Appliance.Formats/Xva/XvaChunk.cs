using Appliance.Formats.IO.Tar;

namespace Appliance.Formats.Xva;

/// <summary>Where a chunk lies: its index on the disk and its sector in the file, in 8 bytes, since disks have millions.</summary>
/// <param name="Packed">The index above, the sector below; sorts by index.</param>
internal readonly record struct XvaChunk(ulong Packed)
{
    /// <summary>Bytes of the largest file whose sectors fit: 64 TiB. The 27 bits above hold every index.</summary>
    public const long MaxFileSize = (1L << SectorBits) * UstarHeader.Size;

    private const int SectorBits = 37;

    /// <summary>Packs a chunk.</summary>
    /// <param name="index">Offset on the disk, in chunks; below <see cref="XvaFormat.MaxChunks"/>.</param>
    /// <param name="position">Offset of the content in the file, in bytes; members of a tar file start at sectors.</param>
    public XvaChunk(long index, long position)
        : this(((ulong)index << SectorBits) | (ulong)(position / UstarHeader.Size))
    {
    }

    /// <summary>Offset on the disk, in chunks.</summary>
    public long Index => (long)(Packed >> SectorBits);

    /// <summary>Offset of the content in the file, in bytes.</summary>
    public long Position => (long)(Packed & ((1UL << SectorBits) - 1)) * UstarHeader.Size;
}

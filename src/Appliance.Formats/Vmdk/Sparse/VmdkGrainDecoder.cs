using System.Buffers.Binary;
using Appliance.Formats.IO.Compression;

namespace Appliance.Formats.Vmdk;

/// <summary>
/// Inflates one compressed grain. Its head tells the size of the zlib stream and, in files with markers, which grain
/// it is (Virtual Disk Format 5.0, "Stream-Optimized Compressed Sparse Extents").
/// </summary>
internal sealed class VmdkGrainDecoder(string file, VmdkSparseHeader header)
{
    /// <summary>Bytes in front of the zlib stream: with markers a sector number of 8 and a size of 4, else only the size.</summary>
    public int HeadSize { get; } = header.HasMarkers ? VmdkMarker.GrainHeadSize : sizeof(uint);

    /// <summary>
    /// Most bytes that a stored grain may take: deflate adds a little to what it cannot compress, never a whole grain.
    /// qemu reads no more either.
    /// </summary>
    public int MaxStoredSize { get; } = (int)(2 * header.GrainSize) + VmdkUnits.Sector;

    /// <summary>Inflates a grain.</summary>
    /// <param name="grain">Its number on the virtual disk.</param>
    /// <param name="place">Where it is in the file, for messages.</param>
    /// <param name="stored">The bytes from there on, to where the next grain starts or further than this one can reach.</param>
    /// <param name="target">Room for a whole grain.</param>
    /// <param name="needed">The bytes of it that are on the disk; some writers make the last grain no longer, some do.</param>
    /// <exception cref="InvalidImageException">It is another grain, cut off, damaged, or of the wrong size.</exception>
    public void Decode(long grain, long place, ReadOnlySpan<byte> stored, Span<byte> target, int needed)
    {
        if (stored.Length < HeadSize)
        {
            throw Damaged(place, grain, "is cut off within its head");
        }

        CheckIdentity(grain, place, stored);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(stored[(HeadSize - sizeof(uint))..]);
        if (size == 0 || size > MaxStoredSize - HeadSize || size > stored.Length - HeadSize)
        {
            throw Damaged(place, grain, $"has {size} compressed bytes, where {stored.Length - HeadSize} at most can be");
        }

        ZlibResult result = ZlibDecoder.Decode(stored.Slice(HeadSize, (int)size), target);
        if (result.Status == ZlibStatus.Damaged)
        {
            throw Damaged(place, grain, "has damaged compressed data");
        }

        if (result.Status == ZlibStatus.Overflow || result.Length < needed)
        {
            string actual = result.Status == ZlibStatus.Overflow ? "more" : $"{result.Length}";
            throw Damaged(place, grain, $"inflates to {actual} bytes instead of {needed}");
        }
    }

    private void CheckIdentity(long grain, long place, ReadOnlySpan<byte> stored)
    {
        long expected = grain * (header.GrainSize / VmdkUnits.Sector);
        if (header.HasMarkers && BinaryPrimitives.ReadUInt64LittleEndian(stored) is var sector && sector != (ulong)expected)
        {
            throw Damaged(place, grain, $"is marked as virtual sector {sector} instead of {expected}");
        }
    }

    private InvalidImageException Damaged(long place, long grain, string problem) => new(file, place, $"grain {grain} {problem}");
}

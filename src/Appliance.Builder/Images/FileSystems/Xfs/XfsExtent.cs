using System.Buffers.Binary;

namespace Appliance.Builder.Images.FileSystems.Xfs;

/// <summary>Blocks of a file that lie side by side.</summary>
/// <param name="FileBlock">The first of them, counted in the file.</param>
/// <param name="Block">Where that is.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct XfsExtent(long FileBlock, ulong Block, int Count)
{
    /// <summary>Bytes of an extent in a list.</summary>
    public const int Size = 16;

    /// <summary>Reads one: a bit, then 54 bits, 52 and 21.</summary>
    public static XfsExtent Parse(ReadOnlySpan<byte> bytes)
    {
        ulong high = BinaryPrimitives.ReadUInt64BigEndian(bytes), low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        return new XfsExtent((long)((high & (ulong.MaxValue >> 1)) >> 9), ((high & 0x1FF) << 43) | (low >> 21), (int)(low & 0x1FFFFF));
    }
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Appliance.Formats.Vmdk;

/// <summary>One grain table in memory.</summary>
/// <param name="index">Which one it is in the directory.</param>
/// <param name="place">Where it is in the file, in bytes; for messages.</param>
/// <param name="entries">As stored.</param>
internal sealed class VmdkGrainTable(int index, long place, ReadOnlyMemory<byte> entries)
{
    /// <summary>The entry of a grain that is not stored.</summary>
    public const uint Absent = 0;

    /// <summary>The entry of a grain that is all zeros, where the header allows it.</summary>
    public const uint Zeroed = 1;

    /// <summary>Which table it is in the directory.</summary>
    public int Index => index;

    /// <summary>How many grains it covers.</summary>
    public int Count => entries.Length / sizeof(uint);

    /// <summary>The stored bytes.</summary>
    public ReadOnlySpan<byte> Bytes => entries.Span;

    /// <summary>An entry: a sector of the file, <see cref="Absent"/> or <see cref="Zeroed"/>.</summary>
    public uint this[int grain] => BinaryPrimitives.ReadUInt32LittleEndian(Bytes[(grain * sizeof(uint))..]);

    /// <summary>Where entry <paramref name="grain"/> stands in the file.</summary>
    public long PlaceOf(int grain) => place + ((long)grain * sizeof(uint));

    /// <summary>How many entries from <paramref name="grain"/> on have its value.</summary>
    public int CountSame(int grain)
    {
        ReadOnlySpan<uint> rest = Raw(grain);
        return OrAll(rest.IndexOfAnyExcept(rest[0]), rest);
    }

    /// <summary>How many entries from <paramref name="grain"/> on are stored grains.</summary>
    public int CountStored(int grain, bool hasZeroed)
    {
        ReadOnlySpan<uint> rest = Raw(grain);
        uint zeroed = BitConverter.IsLittleEndian ? Zeroed : BinaryPrimitives.ReverseEndianness(Zeroed);
        return OrAll(hasZeroed ? rest.IndexOfAny(Absent, zeroed) : rest.IndexOf(Absent), rest);
    }

    private static int OrAll(int found, ReadOnlySpan<uint> rest) => found < 0 ? rest.Length : found;

    private ReadOnlySpan<uint> Raw(int grain) => MemoryMarshal.Cast<byte, uint>(Bytes[(grain * sizeof(uint))..]);
}

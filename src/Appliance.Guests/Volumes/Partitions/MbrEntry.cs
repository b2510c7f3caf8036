using System.Buffers.Binary;

namespace Appliance.Guests.Volumes.Partitions;

/// <summary>One of the four entries of a boot record.</summary>
/// <param name="Status">0x80 for the active one, else 0.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Start">First sector, counted from wherever the record counts.</param>
/// <param name="Count">Sectors.</param>
internal readonly record struct MbrEntry(byte Status, byte Type, uint Start, uint Count)
{
    /// <summary>Bytes of an entry.</summary>
    public const int Size = 16;

    /// <summary>The type that keeps tools that know no GPT away from a disk that has one.</summary>
    public const byte Protective = 0xEE;

    /// <summary>The type of all partitions of a dynamic disk.</summary>
    public const byte Ldm = 0x42;

    /// <summary>Whether it names nothing.</summary>
    public bool IsEmpty => Type == 0 || Count == 0;

    /// <summary>Whether it holds a chain of logical partitions: of DOS, with LBA, of old Linux.</summary>
    public bool IsExtended => Type is 0x05 or 0x0F or 0x85;

    /// <summary>Reads an entry.</summary>
    public static MbrEntry Parse(ReadOnlySpan<byte> bytes) => new(
        bytes[0], bytes[4], BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]));
}

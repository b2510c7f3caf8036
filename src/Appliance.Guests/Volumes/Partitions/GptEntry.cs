using System.Buffers.Binary;
using System.Text;

namespace Appliance.Guests.Volumes.Partitions;

/// <summary>An entry of a GUID partition table (UEFI 2.10, 5.3.3).</summary>
/// <param name="Type">What it holds; all zero for no entry.</param>
/// <param name="Id">Its own identity.</param>
/// <param name="First">First sector.</param>
/// <param name="Last">Last sector.</param>
/// <param name="Name">Its name; null where it has none.</param>
internal sealed record GptEntry(Guid Type, Guid Id, ulong First, ulong Last, string? Name)
{
    /// <summary>Bytes that are known of an entry; longer ones have more.</summary>
    public const int Size = 128;

    /// <summary>Reads an entry.</summary>
    public static GptEntry Parse(ReadOnlySpan<byte> bytes)
    {
        string name = Encoding.Unicode.GetString(bytes[56..Size]);
        int end = name.IndexOf('\0', StringComparison.Ordinal);
        name = end < 0 ? name : name[..end];
        return new GptEntry(
            new Guid(bytes[..16]),
            new Guid(bytes.Slice(16, 16)),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]),
            name.Length == 0 ? null : name);
    }
}

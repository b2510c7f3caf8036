using System.Buffers.Binary;

namespace Appliance.Formats.Iso;

/// <summary>The list of all folders (ECMA-119 9.4), of which there is the root alone.</summary>
internal static class IsoPathTable
{
    /// <summary>Bytes that it takes.</summary>
    public const int Length = 10;

    private const int LocationAt = 2;
    private const int ParentAt = 6;

    /// <summary>Writes it: a name of one byte, 0, and the root as the first folder, which is in itself.</summary>
    public static void Write(Span<byte> table, int root, bool isBigEndian)
    {
        table[0] = 1;
        if (isBigEndian)
        {
            BinaryPrimitives.WriteInt32BigEndian(table[LocationAt..], root);
            BinaryPrimitives.WriteInt16BigEndian(table[ParentAt..], 1);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(table[LocationAt..], root);
            BinaryPrimitives.WriteInt16LittleEndian(table[ParentAt..], 1);
        }
    }
}

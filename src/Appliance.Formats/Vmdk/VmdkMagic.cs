using System.Buffers.Binary;

namespace Appliance.Formats.Vmdk;

/// <summary>The first bytes of the binary files that belong to VMDK.</summary>
internal static class VmdkMagic
{
    /// <summary>Bytes that tell which of them a file is.</summary>
    public const int Size = sizeof(ulong);

    /// <summary>Whether this is a hosted sparse extent.</summary>
    public static bool IsSparse(ReadOnlySpan<byte> head) => head.StartsWith("KDMV"u8);

    /// <summary>Whether this is a sparse extent whose writer has not finished: open-vmdk sets the magic last.</summary>
    public static bool IsUnfinished(ReadOnlySpan<byte> head) => head.StartsWith("kdmv"u8);

    /// <summary>Whether this is a redo log of ESX (type VMFSSPARSE).</summary>
    public static bool IsCowd(ReadOnlySpan<byte> head) => head.StartsWith("COWD"u8);

    /// <summary>Whether this is a space-efficient delta of ESXi (type SESPARSE).</summary>
    public static bool IsSeSparse(ReadOnlySpan<byte> head)
        => head.Length >= Size && BinaryPrimitives.ReadUInt64LittleEndian(head) == 0xCAFE_BABE;

    /// <summary>Whether this is any of them.</summary>
    public static bool IsAny(ReadOnlySpan<byte> head)
        => IsSparse(head) || IsUnfinished(head) || IsCowd(head) || IsSeSparse(head);

    /// <summary>Refuses what is no finished hosted sparse extent, each with its own reason.</summary>
    /// <exception cref="InvalidImageException">Unfinished, or nothing of VMDK.</exception>
    public static void RequireSparse(string file, ReadOnlySpan<byte> head)
    {
        if (IsUnfinished(head))
        {
            throw new InvalidImageException(file, 0, "the program that wrote this VMDK did not finish it (magic \"kdmv\"); export the disk again");
        }

        if (!IsSparse(head))
        {
            throw new InvalidImageException(file, 0, "does not begin like a sparse VMDK extent (magic \"KDMV\", \"COWD\", or that of SESPARSE)");
        }
    }
}

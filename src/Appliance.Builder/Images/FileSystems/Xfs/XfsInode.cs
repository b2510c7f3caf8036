using System.Buffers.Binary;
using Appliance.Formats.IO;

namespace Appliance.Builder.Images.FileSystems.Xfs;

/// <summary>An inode of XFS, version 3 (xfs_format.h, <c>struct xfs_dinode</c>).</summary>
/// <param name="number">Its number.</param>
/// <param name="bytes">All of it.</param>
internal sealed class XfsInode(ulong number, byte[] bytes)
{
    /// <summary>Bytes of an inode.</summary>
    public const int Size = 512;

    /// <summary>Bytes of an inode that hold what it describes: names, extents, attributes.</summary>
    public const int LiteralSize = Size - LiteralOffset;

    /// <summary>Its content is in itself.</summary>
    public const byte Local = 1;

    /// <summary>Its content is in extents, of which it has the list.</summary>
    public const byte Extents = 2;

    private const int LiteralOffset = 176;
    private const int Mode = 2;
    private const int Kinds = 0xF000;
    private const int File = 0x8000;
    private const int FormatOffset = 5;
    private const int User = 8;
    private const int Group = 12;
    private const int Links = 16;
    private const int Modified = 40;
    private const int LengthOffset = 56;
    private const int ExtentCountOffset = 76;
    private const int ForkOffset = 82;
    private const int AttributeFormat = 83;
    private const int Generation = 92;
    private const int Checksum = 100;
    private const int Flags = 120;
    private const int NumberOffset = 152;
    private const ulong BigTime = 8;

    // Accessed, modified, changed; made.
    private static readonly int[] Times = [32, Modified, 48, 144];

    /// <summary>Its number.</summary>
    public ulong Number => number;

    /// <summary>All of it.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>Whether it is one, and the one that was asked for.</summary>
    public bool IsSound => bytes.AsSpan().StartsWith("IN"u8) && bytes[4] == 3 && BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(NumberOffset)) == number;

    /// <summary>Whether it is in use.</summary>
    public bool IsUsed => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(Mode)) != 0;

    /// <summary>Whether it is a regular file.</summary>
    public bool IsFile => (BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(Mode)) & Kinds) == File;

    /// <summary>How its content is kept.</summary>
    public byte Format => bytes[FormatOffset];

    /// <summary>Bytes of its content.</summary>
    public long Length => BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(LengthOffset));

    /// <summary>Extents of its content.</summary>
    public int ExtentCount => BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(ExtentCountOffset));

    /// <summary>What it holds.</summary>
    public Span<byte> Literal => bytes.AsSpan(LiteralOffset);

    /// <summary>Sets mode and owner; the kind of file stays.</summary>
    public void SetRights(int mode, uint user, uint group)
    {
        int kind = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(Mode)) & Kinds;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(Mode), (ushort)(kind | (mode & ~Kinds)));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(User), user);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(Group), group);
    }

    /// <summary>Sets how many names it has.</summary>
    public void SetLinks(uint count) => BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(Links), count);

    /// <summary>Gives it up.</summary>
    public void Free()
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(Mode), 0);
        SetLinks(0);
    }

    /// <summary>Sets when it was modified, and for all that tells the present, what that is.</summary>
    public void SetTimes(long modified, long now)
    {
        foreach (int place in Times)
        {
            WriteTime(bytes.AsSpan(place), place == Modified ? modified : now);
        }

        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(Generation), 0);
    }

    /// <summary>Puts attributes behind what it holds; false where there is no room.</summary>
    public bool TrySetAttributes(ReadOnlySpan<byte> attributes)
    {
        const int Unit = 8;
        int start = (LiteralSize - attributes.Length) / Unit * Unit;
        int taken = Format == Local ? (int)Length : Format == Extents ? ExtentCount * XfsExtent.Size : LiteralSize;
        if (start < Math.Max(taken, Unit))
        {
            return false;
        }

        Literal[start..].Clear();
        attributes.CopyTo(Literal[start..]);
        (bytes[ForkOffset], bytes[AttributeFormat]) = ((byte)(start / Unit), Local);
        return true;
    }

    /// <summary>Brings the checksum in line.</summary>
    public void Seal()
    {
        bytes.AsSpan(Checksum, sizeof(uint)).Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Checksum), Crc32C.Compute(bytes));
    }

    private void WriteTime(Span<byte> place, long seconds)
    {
        const long Epoch = 1L << 31, Nanoseconds = 1_000_000_000;
        if ((BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(Flags)) & BigTime) != 0)
        {
            BinaryPrimitives.WriteInt64BigEndian(place, (seconds + Epoch) * Nanoseconds);
        }
        else
        {
            BinaryPrimitives.WriteInt32BigEndian(place, (int)seconds);
            BinaryPrimitives.WriteInt32BigEndian(place[4..], 0);
        }
    }
}

using System.Buffers.Binary;
using System.Text;

namespace Appliance.Formats.Ova;

/// <summary>What the 512-byte header of a tar member says, in any of the dialects: v7, ustar, pax, GNU.</summary>
/// <param name="Name">The name as stored, with the ustar prefix.</param>
/// <param name="Size">Bytes of content that follow.</param>
/// <param name="Kind">The type flag.</param>
internal readonly record struct TarHeader(string Name, long Size, TarKind Kind)
{
    /// <summary>Bytes of a header, and the unit that members are padded to.</summary>
    public const int Length = 512;

    // POSIX.1-2017, pax, "ustar Interchange Format"; each field behind the one before.
    private const int NameLength = 100;
    private const int SizeOffset = NameLength + 8 + 8 + 8;
    private const int SizeLength = 12;
    private const int ChecksumOffset = SizeOffset + SizeLength + 12;
    private const int ChecksumLength = 8;
    private const int KindOffset = ChecksumOffset + ChecksumLength;
    private const int MagicOffset = KindOffset + 1 + NameLength;
    private const int PrefixOffset = MagicOffset + 6 + 2 + 32 + 32 + 8 + 8;
    private const int PrefixLength = 155;

    // GNU tar writes "ustar  " there and puts times where POSIX has the prefix.
    private static ReadOnlySpan<byte> PosixMagic => "ustar\0"u8;

    /// <summary>Whether this is the all-zero block that ends an archive.</summary>
    public static bool IsEnd(ReadOnlySpan<byte> block) => !block[..Length].ContainsAnyExcept((byte)0);

    /// <summary>Whether the block carries the checksum that every header of a tar archive has.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> block)
    {
        if (block.Length < Length || ParseOctal(block.Slice(ChecksumOffset, ChecksumLength)) is not { } stored)
        {
            return false;
        }

        // Historic programs summed signed bytes; both sums are met.
        long sum = ChecksumLength * ' ', signed = sum;
        for (int i = 0; i < Length; i++)
        {
            bool counts = i is < ChecksumOffset or >= ChecksumOffset + ChecksumLength;
            sum += counts ? block[i] : 0;
            signed += counts ? (sbyte)block[i] : 0;
        }

        return stored == sum || stored == signed;
    }

    /// <summary>Reads a header.</summary>
    /// <param name="block">512 bytes.</param>
    /// <param name="file">The archive, for messages.</param>
    /// <param name="offset">Where the header stands in it.</param>
    /// <exception cref="InvalidImageException">The checksum does not match, or the size is no number or negative.</exception>
    public static TarHeader Parse(ReadOnlySpan<byte> block, string file, long offset)
    {
        if (!IsHeader(block))
        {
            throw new InvalidImageException(file, offset, "there is no tar header: the checksum does not match");
        }

        long size = ParseNumber(block.Slice(SizeOffset, SizeLength))
            ?? throw new InvalidImageException(file, offset, "the size in the tar header is not a number of bytes");
        string name = Text(block[..NameLength]);
        bool hasPrefix = block.Slice(MagicOffset, PosixMagic.Length).SequenceEqual(PosixMagic) && block[PrefixOffset] != 0;
        return new TarHeader(
            hasPrefix ? $"{Text(block.Slice(PrefixOffset, PrefixLength))}/{name}" : name, size, (TarKind)block[KindOffset]);
    }

    /// <summary>Text up to the first NUL.</summary>
    public static string Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    /// <summary>A number in octal, or in GNU's base-256 form: a set top bit, then a big-endian number; null where it is neither, or negative.</summary>
    public static long? ParseNumber(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) == 0)
        {
            return ParseOctal(field);
        }

        // Fields for owners and modes have 8 bytes, the first of which carries the bit.
        bool fits = field[0] == 0x80 && !(field.Length > sizeof(long) ? field[1..^sizeof(long)] : []).ContainsAnyExcept((byte)0);
        long number = BinaryPrimitives.ReadInt64BigEndian(field[^sizeof(long)..]) & (field.Length > sizeof(long) ? -1 : long.MaxValue);
        return fits && number >= 0 ? number : null;
    }

    private static long? ParseOctal(ReadOnlySpan<byte> field)
    {
        long value = 0;
        foreach (byte digit in field.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return null;
            }

            value = (value << 3) + (digit - '0');
        }

        return value;
    }
}

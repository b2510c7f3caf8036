using System.Text;
using Appliance.Formats.IO.Tar;

namespace Appliance.Formats.Xva;

/// <summary>
/// Reads the header of a tar member as strictly as xapi does: regular files with short names. What tar programs add of
/// their own (extended headers, folders, links) makes xapi fail too, and is refused.
/// </summary>
internal static class XvaTarHeader
{
    // POSIX.1-1988, ustar: field offsets and lengths.
    private const int NameLength = 100;
    private const int SizeOffset = 124;
    private const int SizeLength = 12;
    private const int ChecksumOffset = 148;
    private const int ChecksumLength = 8;
    private const int TypeOffset = 156;

    /// <summary>Whether the header's checksum is right, which makes it a tar header in the first place.</summary>
    public static bool IsValid(ReadOnlySpan<byte> header)
    {
        if (header.Length < UstarHeader.Size || !TryReadOctal(header.Slice(ChecksumOffset, ChecksumLength), out long recorded))
        {
            return false;
        }

        long sum = ' ' * ChecksumLength; // the field itself counts as blanks
        for (int i = 0; i < UstarHeader.Size; i++)
        {
            sum += i is >= ChecksumOffset and < ChecksumOffset + ChecksumLength ? 0 : header[i];
        }

        return sum == recorded;
    }

    /// <summary>The member's name; what is not ASCII comes out as question marks, which no valid name holds.</summary>
    public static string Name(ReadOnlySpan<byte> header)
    {
        ReadOnlySpan<byte> field = header[..NameLength];
        int end = field.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? field : field[..end]);
    }

    /// <summary>Whether the member is a plain file.</summary>
    public static bool IsFile(ReadOnlySpan<byte> header) => header[TypeOffset] is 0 or (byte)'0';

    /// <summary>Reads the size of the content; false where it is no octal number.</summary>
    public static bool TryReadSize(ReadOnlySpan<byte> header, out long size) => TryReadOctal(header.Slice(SizeOffset, SizeLength), out size);

    // Twelve octal digits are 36 bits: no overflow.
    private static bool TryReadOctal(ReadOnlySpan<byte> field, out long value)
    {
        value = 0;
        ReadOnlySpan<byte> digits = field.Trim(" \0"u8);
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return false;
            }

            value = (value << 3) | (uint)(digit - '0');
        }

        return !digits.IsEmpty;
    }
}

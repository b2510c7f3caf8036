using System.Buffers.Binary;
using System.Text;

namespace Appliance.Formats.IO.Tar;

/// <summary>
/// Writes the 512-byte header of a tar member (POSIX.1-1988 ustar; a size from 8 GiB on in GNU's base-256 form, which
/// every importer of OVA files reads). Used where members are written in place at known offsets, which
/// <c>System.Formats.Tar</c> cannot do.
/// </summary>
public static class UstarHeader
{
    /// <summary>Bytes of a header, and the unit that members are padded to.</summary>
    public const int Size = 512;

    private const int NameLength = 100;
    private const int ModeOffset = NameLength;
    private const int UserOffset = ModeOffset + 8;
    private const int GroupOffset = UserOffset + 8;
    private const int SizeOffset = GroupOffset + 8;
    private const int SizeLength = 12;
    private const int TimeOffset = SizeOffset + SizeLength;
    private const int ChecksumOffset = TimeOffset + 12;
    private const int ChecksumLength = 8;
    private const int TypeOffset = ChecksumOffset + ChecksumLength;
    private const int MagicOffset = TypeOffset + 1 + NameLength;
    private const long LargestOctalSize = (1L << 33) - 1;

    /// <summary>Fills <paramref name="header"/> for a regular file.</summary>
    /// <param name="header">512 bytes.</param>
    /// <param name="name">Member name, at most 100 bytes of UTF-8.</param>
    /// <param name="size">Bytes of content.</param>
    /// <param name="modified">Modification time.</param>
    /// <exception cref="ArgumentException">The name is too long.</exception>
    public static void Write(Span<byte> header, string name, long size, DateTimeOffset modified)
    {
        header = header[..Size];
        header.Clear();
        if (!Encoding.UTF8.TryGetBytes(name, header[..NameLength], out _))
        {
            throw new ArgumentException($"tar member name \"{name}\" is longer than {NameLength} bytes", nameof(name));
        }

        WriteOctal(header.Slice(ModeOffset, 8), 0b110_100_100);
        WriteOctal(header.Slice(UserOffset, 8), 0);
        WriteOctal(header.Slice(GroupOffset, 8), 0);
        WriteSize(header.Slice(SizeOffset, SizeLength), size);
        WriteOctal(header.Slice(TimeOffset, 12), Math.Max(0, modified.ToUnixTimeSeconds()));
        header[TypeOffset] = (byte)'0';
        "ustar\000"u8.CopyTo(header[MagicOffset..]);
        WriteChecksum(header);
    }

    /// <summary>Bytes of padding behind a member of <paramref name="size"/> bytes.</summary>
    public static int PaddingOf(long size) => (int)(-size & (Size - 1));

    private static void WriteSize(Span<byte> field, long size)
    {
        if (size <= LargestOctalSize)
        {
            WriteOctal(field, size);
            return;
        }

        BinaryPrimitives.WriteInt64BigEndian(field[4..], size);
        field[0] = 0x80;
    }

    private static void WriteOctal(Span<byte> field, long value)
    {
        for (int i = field.Length - 2; i >= 0; i--)
        {
            field[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }
    }

    private static void WriteChecksum(Span<byte> header)
    {
        Span<byte> field = header.Slice(ChecksumOffset, ChecksumLength);
        field.Fill((byte)' ');
        int sum = 0;
        foreach (byte b in header)
        {
            sum += b;
        }

        WriteOctal(field[..7], sum);
    }
}

namespace Appliance.Formats.Detection;

/// <summary>Tells tar files, and the two kinds of package that are tar files, by their first header (POSIX.1-1988 ustar).</summary>
internal static class TarSignature
{
    private const int HeaderLength = 512;
    private const int NameLength = 100;
    private const int ChecksumOffset = 148;
    private const int ChecksumLength = 8;
    private const int MagicOffset = 257;

    /// <summary>The kind of tar file, or null.</summary>
    public static ImageFormat? Detect(ReadOnlySpan<byte> head)
    {
        if (head.Length < HeaderLength || !IsHeader(head[..HeaderLength]))
        {
            return null;
        }
        ReadOnlySpan<byte> name = head[..NameLength];
        int end = name.IndexOf((byte)0);
        name = end < 0 ? name : name[..end];
        return name.SequenceEqual("ova.xml"u8) || name.SequenceEqual("./ova.xml"u8) ? ImageFormat.Xva : ImageFormat.Ova;
    }

    /// <summary>Tar before POSIX has no magic, but every tar has the checksum.</summary>
    private static bool IsHeader(ReadOnlySpan<byte> header)
        => header[0] != 0 && (header[MagicOffset..].StartsWith("ustar"u8) || HasChecksum(header));

    private static bool HasChecksum(ReadOnlySpan<byte> header)
    {
        ReadOnlySpan<byte> field = header.Slice(ChecksumOffset, ChecksumLength);
        int sum = ChecksumLength * ' ';
        for (int i = 0; i < header.Length; i++)
        {
            sum += i is >= ChecksumOffset and < ChecksumOffset + ChecksumLength ? 0 : header[i];
        }
        return ReadOctal(field) == sum;
    }

    private static int ReadOctal(ReadOnlySpan<byte> field)
    {
        int value = 0;
        foreach (byte b in field.TrimStart((byte)' '))
        {
            if (b is < (byte)'0' or > (byte)'7')
            {
                break;
            }
            value = (value * 8) + (b - '0');
        }
        return value;
    }
}

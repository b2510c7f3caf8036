namespace Appliance.Guests.Initramfs.Compression;

/// <summary>The header of a member of gzip (RFC 1952, section 2.3).</summary>
internal static class GzipHeader
{
    private const int FixedSize = 10;
    private const int FlagsOffset = 3;
    private const int HasHeaderChecksum = 2;
    private const int HasExtra = 4;
    private const int HasName = 8;
    private const int HasComment = 16;
    private const int LongestText = 64 << 10; // a name or comment; the extra field cannot have more either

    /// <summary>Moves a stream past the header.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static void Skip(Stream source)
    {
        Span<byte> header = stackalloc byte[FixedSize];
        if (source.ReadAtLeast(header, FixedSize, throwOnEndOfStream: false) < FixedSize || header[0] != 0x1F || header[1] != 0x8B || header[2] != 8)
        {
            throw new InvalidDataException("the header of gzip is damaged");
        }

        int flags = header[FlagsOffset];
        if ((flags & HasExtra) != 0)
        {
            int length = Byte(source) | (Byte(source) << 8);
            source.Seek(length, SeekOrigin.Current);
        }

        SkipText(source, (flags & HasName) != 0);
        SkipText(source, (flags & HasComment) != 0);
        source.Seek((flags & HasHeaderChecksum) != 0 ? 2 : 0, SeekOrigin.Current);
    }

    private static void SkipText(Stream source, bool isThere)
    {
        for (int length = 0; isThere; length++)
        {
            if (length > LongestText)
            {
                throw new InvalidDataException("the header of gzip is damaged");
            }

            isThere = Byte(source) != 0;
        }
    }

    private static int Byte(Stream source)
        => source.ReadByte() is var value and >= 0 ? value : throw new InvalidDataException("the header of gzip ends early");
}

using System.Globalization;
using System.Text;

namespace Appliance.Formats.Ova;

/// <summary>
/// The records of a pax header that say where a member's bytes are: <c>length keyword=value LF</c>, the length in
/// decimal and counting itself (POSIX.1-2017, "pax Extended Header").
/// </summary>
/// <param name="Path">The member's name; null where the header holds it.</param>
/// <param name="Size">Bytes of its content; null where the header holds them.</param>
/// <param name="IsSparse">Whether holes were left out of the content.</param>
internal readonly record struct PaxRecords(string? Path, long? Size, bool IsSparse)
{
    /// <summary>Reads the content of a pax header.</summary>
    /// <param name="content">All of it.</param>
    /// <param name="file">The archive, for messages.</param>
    /// <param name="offset">Where the content stands in it.</param>
    /// <exception cref="InvalidImageException">A record's length or size is no number, or leads out of the header.</exception>
    public static PaxRecords Parse(ReadOnlySpan<byte> content, string file, long offset)
    {
        PaxRecords found = default;
        for (int at = 0; at < content.Length;)
        {
            ReadOnlySpan<byte> rest = content[at..];
            int blank = rest.IndexOf((byte)' ');
            if (blank < 1 || Number(rest[..blank]) is not { } length || length <= blank + 1 || length > rest.Length
                || rest[(int)length - 1] != '\n')
            {
                throw new InvalidImageException(file, offset + at, "a record of the pax header has a wrong length");
            }

            found = found.With(rest[(blank + 1)..((int)length - 1)], file, offset + at);
            at += (int)length;
        }

        return found;
    }

    private PaxRecords With(ReadOnlySpan<byte> record, string file, long offset)
    {
        int equals = record.IndexOf((byte)'=');
        if (equals < 1)
        {
            throw new InvalidImageException(file, offset, "a record of the pax header has no keyword");
        }

        ReadOnlySpan<byte> keyword = record[..equals], value = record[(equals + 1)..];
        if (keyword.SequenceEqual("path"u8))
        {
            return this with { Path = Encoding.UTF8.GetString(value) };
        }

        if (keyword.SequenceEqual("size"u8))
        {
            return this with { Size = Number(value) ?? throw new InvalidImageException(file, offset, "the size in the pax header is not a number of bytes") };
        }

        return keyword.StartsWith("GNU.sparse."u8) ? this with { IsSparse = true } : this;
    }

    private static long? Number(ReadOnlySpan<byte> digits)
        => long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;
}

using System.Globalization;
using System.Text;

namespace Appliance.Formats.Ova;

/// <summary>
/// A record of a pax header: <c>length keyword=value LF</c>, the length in decimal and counting itself (POSIX.1-2017,
/// "pax Extended Header").
/// </summary>
/// <param name="Keyword">What it is about.</param>
/// <param name="Value">What it says; a text for most, bytes for extended attributes.</param>
/// <param name="Offset">Where it stands in the archive.</param>
internal readonly record struct PaxRecord(string Keyword, byte[] Value, long Offset)
{
    /// <summary>The value as a number; null where it is none.</summary>
    public long? Number => long.TryParse(Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>Reads the content of a pax header.</summary>
    /// <param name="content">All of it.</param>
    /// <param name="file">The archive, for messages.</param>
    /// <param name="offset">Where the content stands in it.</param>
    /// <exception cref="InvalidImageException">A record's length is no number, or leads out of the header; or it has no keyword.</exception>
    public static List<PaxRecord> ReadAll(ReadOnlySpan<byte> content, string file, long offset)
    {
        var records = new List<PaxRecord>();
        for (int at = 0; at < content.Length;)
        {
            ReadOnlySpan<byte> rest = content[at..];
            int blank = rest.IndexOf((byte)' ');
            if (blank < 1 || !long.TryParse(rest[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out long length)
                || length <= blank + 1 || length > rest.Length || rest[(int)length - 1] != '\n')
            {
                throw new InvalidImageException(file, offset + at, "a record of the pax header has a wrong length");
            }

            records.Add(Split(rest[(blank + 1)..((int)length - 1)], file, offset + at));
            at += (int)length;
        }

        return records;
    }

    private static PaxRecord Split(ReadOnlySpan<byte> record, string file, long offset)
    {
        int equals = record.IndexOf((byte)'=');
        return equals >= 1 ? new PaxRecord(Encoding.UTF8.GetString(record[..equals]), record[(equals + 1)..].ToArray(), offset)
            : throw new InvalidImageException(file, offset, "a record of the pax header has no keyword");
    }
}

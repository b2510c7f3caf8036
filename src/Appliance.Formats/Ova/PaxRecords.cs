using System.Text;

namespace Appliance.Formats.Ova;

/// <summary>The records of a pax header that say where a member's bytes are.</summary>
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
        foreach (PaxRecord record in PaxRecord.ReadAll(content, file, offset))
        {
            found = found.With(record, file);
        }

        return found;
    }

    private PaxRecords With(PaxRecord record, string file) => record.Keyword switch
    {
        "path" => this with { Path = Encoding.UTF8.GetString(record.Value) },
        "size" => this with { Size = record.Number ?? throw new InvalidImageException(file, record.Offset, "the size in the pax header is not a number of bytes") },
        _ => record.Keyword.StartsWith("GNU.sparse.", StringComparison.Ordinal) ? this with { IsSparse = true } : this,
    };
}

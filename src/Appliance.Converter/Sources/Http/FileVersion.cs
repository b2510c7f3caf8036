using System.Net.Http.Headers;

namespace Appliance.Converter.Sources.Http;

/// <summary>What a server's answer tells about the file, to see whether a later answer is about the same one.</summary>
/// <param name="Length">Bytes of the whole file; null where the answer does not say.</param>
/// <param name="Tag">The entity tag, strong or weak.</param>
/// <param name="Modified">When the file was last changed.</param>
/// <param name="Told">When the server said so, by its own clock.</param>
internal sealed record FileVersion(long? Length, EntityTagHeaderValue? Tag, DateTimeOffset? Modified, DateTimeOffset? Told)
{
    // A file that changes twice within its clock's resolution has the same time for both versions; a minute is what
    // RFC 7232, 2.2.2 asks for.
    private static readonly TimeSpan SafeAge = TimeSpan.FromMinutes(1);

    /// <summary>Whether there is anything but the length to go by.</summary>
    public bool IsNamed => Tag is not null || Modified is not null;

    /// <summary>
    /// "Send the range if the file is still this one, otherwise all of it": the strong entity tag, or a time that is old
    /// enough (RFC 9110, 13.1.5); null where there is neither.
    /// </summary>
    public RangeConditionHeaderValue? Condition
        => Tag is { IsWeak: false } ? new RangeConditionHeaderValue(Tag)
            : Tag is null && Modified is { } modified && Told - modified >= SafeAge ? new RangeConditionHeaderValue(modified)
            : null;

    /// <summary>Reads it from an answer to a request for the whole file or for a range of it.</summary>
    public static FileVersion Of(HttpResponseMessage response)
    {
        HttpContentHeaders content = response.Content.Headers;
        long? whole = response.Headers.TransferEncodingChunked == true ? null : content.ContentLength;
        bool isRange = response.StatusCode == System.Net.HttpStatusCode.PartialContent;
        return new(isRange ? content.ContentRange?.Length : whole, response.Headers.ETag, content.LastModified, response.Headers.Date);
    }

    /// <summary>How a later answer contradicts this one; null where it does not. What one of them does not tell is no contradiction.</summary>
    public string? FindChange(FileVersion now)
    {
        if (Length is { } before && now.Length is { } after && before != after)
        {
            return $"it had {before} bytes and has {after} now";
        }

        if (Tag is not null && now.Tag is not null && Tag.Tag != now.Tag.Tag)
        {
            return "its ETag is another one now";
        }

        return Modified is { } then && now.Modified is { } changed && then != changed ? "it was modified meanwhile" : null;
    }
}

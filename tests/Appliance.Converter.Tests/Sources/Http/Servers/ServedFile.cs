namespace Appliance.Converter.Tests.Sources.Http.Servers;

/// <summary>A file as a decent server serves it, and how far it may be different.</summary>
internal sealed class ServedFile(byte[] content)
{
    public byte[] Content { get; set; } = content;

    /// <summary>The entity tag; null for none.</summary>
    public string? Tag { get; set; } = "\"v1\"";

    /// <summary>When the file was changed; null for "not told".</summary>
    public string? Modified { get; set; } = "Mon, 02 Mar 2026 10:00:00 GMT";

    /// <summary>Whether parts are sent.</summary>
    public bool HasRanges { get; set; } = true;

    /// <summary>Sends bodies in chunks of this size, without a length; 0 for a plain body.</summary>
    public int ChunkSize { get; set; }

    /// <summary>Answers a request; <paramref name="cutAfter"/> is how many bytes of the body get through, with their framing whole or not.</summary>
    public async Task AnswerAsync(WebExchange exchange, int cutAfter = int.MaxValue)
    {
        bool isPart = HasRanges && exchange.Range is not null && IsUnchanged(exchange);
        long first = isPart ? exchange.Range!.Value.First : 0;
        if (first >= Content.Length && isPart)
        {
            await exchange.StatusAsync(416, $"Content-Range: bytes */{Content.Length}");
            return;
        }

        long last = isPart ? Math.Min(exchange.Range!.Value.Last ?? long.MaxValue, Content.Length - 1) : Content.Length - 1;
        ReadOnlyMemory<byte> body = Content.AsMemory((int)first, (int)(last - first + 1));
        string[] range = isPart ? [$"Content-Range: bytes {first}-{last}/{Content.Length}"] : [];
        await exchange.HeadAsync(isPart ? 206 : 200, [.. Describe(), .. range, ChunkSize > 0 ? "Transfer-Encoding: chunked" : $"Content-Length: {body.Length}"]);
        byte[] framed = ChunkSize > 0 ? Frame(body) : body.ToArray();
        await exchange.WriteAsync(framed.AsMemory(0, Math.Min(cutAfter, framed.Length)));
        if (cutAfter < framed.Length)
        {
            exchange.HangUp();
        }
    }

    /// <summary>The headers that tell which version this is.</summary>
    public IEnumerable<string> Describe()
    {
        yield return "Date: Tue, 03 Mar 2026 10:00:00 GMT";
        if (HasRanges)
        {
            yield return "Accept-Ranges: bytes";
        }

        if (Tag is not null)
        {
            yield return $"ETag: {Tag}";
        }

        if (Modified is not null)
        {
            yield return $"Last-Modified: {Modified}";
        }
    }

    private bool IsUnchanged(WebExchange exchange)
        => !exchange.Headers.TryGetValue("If-Range", out string? version) || version == Tag || version == Modified;

    private byte[] Frame(ReadOnlyMemory<byte> body)
    {
        var framed = new MemoryStream();
        for (int at = 0; at < body.Length; at += ChunkSize)
        {
            ReadOnlyMemory<byte> chunk = body.Slice(at, Math.Min(ChunkSize, body.Length - at));
            framed.Write(System.Text.Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"));
            framed.Write(chunk.Span);
            framed.Write("\r\n"u8);
        }

        framed.Write("0\r\n\r\n"u8);
        return framed.ToArray();
    }
}

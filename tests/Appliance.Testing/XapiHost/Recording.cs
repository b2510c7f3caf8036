using System.Text.Json;

namespace Appliance.Testing.XapiHost;

/// <summary>What went between a client and a real xapi, as it was on the wire.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Request">The request.</param>
/// <param name="Response">What came back; null where the connection was closed instead.</param>
public sealed record Recording(string Name, Recording.Message Request, Recording.Message? Response)
{
    /// <summary>A request or a response.</summary>
    /// <param name="Start">Method and path, or the status.</param>
    /// <param name="Headers">The headers in order.</param>
    /// <param name="Body">The body; null where only its digest was kept.</param>
    public sealed record Message(string Start, IReadOnlyList<(string Name, string Value)> Headers, string? Body)
    {
        /// <summary>A header; empty where it is missing.</summary>
        public string Header(string name) => Headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";
    }

    /// <summary>Reads a file of recordings.</summary>
    public static IReadOnlyList<Recording> Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. document.RootElement.GetProperty("exchanges").EnumerateArray().Select(ReadExchange)];
    }

    private static Recording ReadExchange(JsonElement exchange)
    {
        JsonElement request = exchange.GetProperty("request"), response = exchange.GetProperty("response");
        string start = $"{request.GetProperty("method").GetString()} {request.GetProperty("path").GetString()}";
        return new Recording(
            exchange.GetProperty("name").GetString()!, ReadMessage(start, request),
            response.ValueKind == JsonValueKind.Null ? null : ReadMessage($"{response.GetProperty("status")}", response));
    }

    private static Message ReadMessage(string start, JsonElement message)
    {
        var headers = message.GetProperty("headers").EnumerateArray().Select(header => (header[0].GetString()!, header[1].GetString()!));
        JsonElement body = message.GetProperty("body");
        return new Message(start, [.. headers], body.ValueKind == JsonValueKind.String ? body.GetString() : null);
    }
}

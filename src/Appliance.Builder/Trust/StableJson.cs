using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Appliance.Builder.Trust;

/// <summary>Writes JSON that people read and that is the same on every machine.</summary>
internal static class StableJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of a document, with a line end behind it.</summary>
    public static byte[] Write(JsonObject document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            document.WriteTo(writer);
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>An object without the keys that have no value.</summary>
    public static JsonObject Object(params (string Key, JsonNode? Value)[] values)
        => new(values.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value)));

    /// <summary>A list.</summary>
    public static JsonArray List(params IEnumerable<JsonNode?> values) => new([.. values]);
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Appliance.Runtime.Hosts;

/// <summary>Labels in JSON: a list of their texts.</summary>
public sealed class HostLabelsConverter : JsonConverter<HostLabels>
{
    /// <inheritdoc/>
    public override HostLabels Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("labels are a list");
        }

        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            texts.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("a label is a text"));
        }

        try
        {
            return HostLabels.Parse(texts);
        }
        catch (FormatException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, HostLabels value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (string label in value.Texts)
        {
            writer.WriteStringValue(label);
        }

        writer.WriteEndArray();
    }
}

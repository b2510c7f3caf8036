using System.Text.Json;
using System.Text.Json.Serialization;

namespace Appliance.Runtime.Hosts;

/// <summary>An address is written as it is typed.</summary>
public sealed class HostAddressConverter : JsonConverter<HostAddress>
{
    /// <inheritdoc/>
    public override HostAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return HostAddress.Parse(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("an address is a text"));
        }
        catch (FormatException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, HostAddress value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

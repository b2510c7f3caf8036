using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>Writes an object with the objects that refer to it.</summary>
internal static class JsonView
{
    /// <summary>Writes it.</summary>
    /// <param name="record">Its fields.</param>
    /// <param name="backs">The references that fields hold which are those of others, looked at from here.</param>
    public static string Write(JsonObject record, IEnumerable<(string Field, IEnumerable<string> From)> backs)
    {
        Dictionary<string, IEnumerable<string>> from = backs.ToDictionary(back => back.Field, back => back.From, StringComparer.Ordinal);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach ((string field, JsonNode? value) in record)
            {
                json.WritePropertyName(field);
                if (from.TryGetValue(field, out IEnumerable<string>? references))
                {
                    json.WriteStartArray();
                    references.ToList().ForEach(json.WriteStringValue);
                    json.WriteEndArray();
                }
                else
                {
                    value!.WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}

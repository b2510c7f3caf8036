using System.Globalization;
using System.Text.Json;
using Appliance.Formats.Xva;

namespace Appliance.Runtime.Xapi.Wire;

/// <summary>
/// Writes the values of XML-RPC as JSON. Whole numbers go as texts, which xapi takes for numbers wherever it wants some.
/// </summary>
internal static class JsonValues
{
    /// <summary>Writes a value.</summary>
    public static void Write(Utf8JsonWriter json, XmlRpcValue value)
    {
        switch (value)
        {
            case XmlRpcScalar scalar: WriteScalar(json, scalar); break;
            case XmlRpcArray array: WriteArray(json, array); break;
            case XmlRpcStruct members: WriteStruct(json, members); break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter json, XmlRpcScalar scalar)
    {
        switch (scalar.Type)
        {
            case "boolean": json.WriteBooleanValue(scalar.Content == "1"); break;
            case "double": json.WriteNumberValue(double.Parse(scalar.Content, CultureInfo.InvariantCulture)); break;
            default: json.WriteStringValue(scalar.Content); break;
        }
    }

    private static void WriteArray(Utf8JsonWriter json, XmlRpcArray array)
    {
        json.WriteStartArray();
        foreach (XmlRpcValue item in array.Items)
        {
            Write(json, item);
        }

        json.WriteEndArray();
    }

    private static void WriteStruct(Utf8JsonWriter json, XmlRpcStruct value)
    {
        json.WriteStartObject();
        foreach ((string name, XmlRpcValue member) in value.Members)
        {
            json.WritePropertyName(name);
            Write(json, member);
        }

        json.WriteEndObject();
    }
}

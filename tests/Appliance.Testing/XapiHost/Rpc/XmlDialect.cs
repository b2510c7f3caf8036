using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using Appliance.Testing.XapiHost.Http;
using Appliance.Testing.XapiHost.State;

namespace Appliance.Testing.XapiHost.Rpc;

/// <summary>XML-RPC as xapi has it: whole numbers are bare texts, and what comes back is a struct with a status.</summary>
internal sealed class XmlDialect : IRpcDialect
{
    /// <inheritdoc/>
    public RpcCall Read(byte[] body)
    {
        try
        {
            XElement call = XDocument.Load(new MemoryStream(body)).Root!;
            IEnumerable<JsonNode?> parameters = call.Element("params")?.Elements("param").Select(param => ToJson(param.Element("value")!)) ?? [];
            return new RpcCall(call.Element("methodName")!.Value, new JsonArray([.. parameters]));
        }
        catch (XmlException e)
        {
            throw new HttpFailure(HttpAnswer.Failed($"Xmlm.Error({e.LineNumber}:{e.LinePosition}, \"{e.Message}\")"));
        }
    }

    /// <inheritdoc/>
    public HttpAnswer Write(RpcCall call, JsonNode? result) => Answer("Success", "Value", result ?? "");

    /// <inheritdoc/>
    public HttpAnswer Write(RpcCall call, XapiFailure failure)
        => Answer("Failure", "ErrorDescription", new JsonArray([failure.Code, .. failure.Parameters.Select(parameter => (JsonNode)parameter)]));

    /// <summary>A value without what is around it, as the result of a task has it.</summary>
    public static string ToText(JsonNode? value) => ToXml(value ?? "").ToString(SaveOptions.DisableFormatting);

    /// <summary>Reads such a value.</summary>
    public static JsonNode Parse(byte[] text) => ToJson(XDocument.Load(new MemoryStream(text)).Root!)!;

    private static HttpAnswer Answer(string status, string name, JsonNode value)
    {
        var answer = new JsonObject { ["Status"] = status, [name] = value.DeepClone() };
        var document = new XElement("methodResponse", new XElement("params", new XElement("param", ToXml(answer))));
        return HttpAnswer.Ok("text/xml", Encoding.UTF8.GetBytes($"<?xml version=\"1.0\"?>{document.ToString(SaveOptions.DisableFormatting)}"));
    }

    private static XElement ToXml(JsonNode value) => new("value", value switch
    {
        JsonObject members => new XElement("struct", members.Select(member => new XElement("member", new XElement("name", member.Key), ToXml(member.Value ?? "")))),
        JsonArray items => new XElement("array", new XElement("data", items.Select(item => ToXml(item ?? "")))),
        JsonValue scalar => ScalarToXml(scalar),
        _ => throw new InvalidOperationException(),
    });

    private static object ScalarToXml(JsonValue scalar) => scalar.GetValueKind() switch
    {
        JsonValueKind.True => new XElement("boolean", "1"),
        JsonValueKind.False => new XElement("boolean", "0"),
        JsonValueKind.Number when !scalar.TryGetValue(out long _) => new XElement("double", scalar.GetValue<double>().ToString("R", CultureInfo.InvariantCulture)),
        JsonValueKind.String when IsTime(scalar.ToString()) => new XElement("dateTime.iso8601", scalar.ToString()),
        _ => scalar.ToString(),
    };

    private static JsonNode? ToJson(XElement value)
    {
        XElement? typed = value.Elements().FirstOrDefault();
        return typed?.Name.LocalName switch
        {
            null => value.Value,
            "struct" => new JsonObject(typed.Elements("member").Select(member => KeyValuePair.Create(member.Element("name")!.Value, ToJson(member.Element("value")!)))),
            "array" => new JsonArray([.. typed.Element("data")!.Elements("value").Select(ToJson)]),
            "boolean" => typed.Value == "1",
            "double" => double.Parse(typed.Value, CultureInfo.InvariantCulture),
            "i4" or "int" => long.Parse(typed.Value, CultureInfo.InvariantCulture),
            _ => typed.Value,
        };
    }

    private static bool IsTime(string text) => DateTime.TryParseExact(text, "yyyyMMdd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}

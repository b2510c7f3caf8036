using System.Text.Json;
using Appliance.Formats.Xva;

namespace Appliance.Runtime.Xapi.Wire;

/// <summary>
/// JSON-RPC. The first edition is for hosts from 2012 on; the second one tells errors apart from results by name, and is
/// answered in kind by hosts from 2017 on.
/// </summary>
/// <param name="hasVersion">Whether it is the second edition.</param>
internal sealed class JsonRpc(bool hasVersion) : IXapiLanguage
{
    // Records are maps in a record in an event in a list: a dozen levels at most.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 32 };

    /// <inheritdoc/>
    public string Path => "/jsonrpc";

    /// <inheritdoc/>
    public string MediaType => "application/json";

    /// <inheritdoc/>
    public byte[] Write(XapiCall call)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            if (hasVersion)
            {
                json.WriteString("jsonrpc", "2.0");
            }

            json.WriteString("method", call.Method);
            json.WritePropertyName("params");
            JsonValues.Write(json, new XmlRpcArray(call.Parameters));
            // One call a request, so that any number does; without one, xapi refuses it.
            json.WriteNumber("id", 1);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    /// <inheritdoc/>
    public XapiAnswer Read(byte[] body, IReadOnlySet<string>? kept)
    {
        try
        {
            return Read(JsonTree.Parse(body, Options, kept));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"is no JSON-RPC: {e.Message}", e);
        }
    }

    private static XapiAnswer Read(XmlRpcValue body)
    {
        if (body is not XmlRpcStruct answer)
        {
            throw new FormatException("is JSON, and no answer of xapi");
        }

        return answer.Find("error") switch
        {
            XmlRpcArray words => XapiAnswer.Failure(words.Texts()),
            XmlRpcStruct error when error.Text("message") is { Length: > 0 } code => XapiAnswer.Failure([code, .. error.Texts("data")]),
            _ => answer.Find("result") is { } result ? XapiAnswer.Success(result) : throw new FormatException("is JSON with neither a result nor an error"),
        };
    }
}

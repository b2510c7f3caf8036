using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Appliance.Testing.XapiHost.Http;
using Appliance.Testing.XapiHost.State;

namespace Appliance.Testing.XapiHost.Rpc;

/// <summary>JSON-RPC: 2.0 where the call says so, or else 1.0.</summary>
internal sealed class JsonDialect : IRpcDialect
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public RpcCall Read(byte[] body)
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(body);
        }
        catch (JsonException e)
        {
            throw new HttpFailure(HttpAnswer.Failed($"Yojson__Common.Json_error(\"{e.Message}\")"));
        }

        bool hasVersion = node is JsonObject { } call && call.ContainsKey("jsonrpc");
        if (node is not JsonObject request || request["method"] is not JsonValue method || !IsId(request["id"]) || (hasVersion && request["jsonrpc"]!.ToString() != "2.0"))
        {
            throw new HttpFailure(HttpAnswer.Failed("Jsonrpc.Malformed_method_request(\"\")"));
        }

        // Parameters with names are taken for a single one.
        JsonArray? parameters = request["params"] switch
        {
            JsonArray array => array,
            null => null,
            { } other => [other.DeepClone()],
        };
        return new RpcCall(method.ToString(), parameters, request["id"], hasVersion);
    }

    /// <inheritdoc/>
    public HttpAnswer Write(RpcCall call, JsonNode? result) => Answer(call.HasVersion
        ? new JsonObject { ["jsonrpc"] = "2.0", ["result"] = Own(result), ["id"] = call.Id?.DeepClone() }
        : new JsonObject { ["result"] = Own(result), ["error"] = null, ["id"] = call.Id?.DeepClone() });

    /// <inheritdoc/>
    public HttpAnswer Write(RpcCall call, XapiFailure failure)
    {
        JsonArray parameters = [.. failure.Parameters.Select(parameter => (JsonNode)parameter)];
        if (call.HasVersion)
        {
            var error = new JsonObject { ["code"] = 1, ["message"] = failure.Code, ["data"] = parameters };
            return Answer(new JsonObject { ["jsonrpc"] = "2.0", ["error"] = error, ["id"] = call.Id?.DeepClone() });
        }

        parameters.Insert(0, failure.Code);
        return Answer(new JsonObject { ["result"] = null, ["error"] = parameters, ["id"] = call.Id?.DeepClone() });
    }

    // What belongs to nobody may be large, and is not copied.
    private static JsonNode? Own(JsonNode? result) => result?.Parent is null ? result : result.DeepClone();

    private static HttpAnswer Answer(JsonObject answer) => HttpAnswer.Ok("application/json", JsonSerializer.SerializeToUtf8Bytes(answer, Options));

    // A whole number or a text; no call goes without an answer.
    private static bool IsId(JsonNode? id) => id is JsonValue value && (value.GetValueKind() == JsonValueKind.String || value.TryGetValue(out long _));
}

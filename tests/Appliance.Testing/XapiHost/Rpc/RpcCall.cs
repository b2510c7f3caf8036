using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.Rpc;

/// <summary>A call.</summary>
/// <param name="Method">What is called.</param>
/// <param name="Parameters">Its parameters; null where the call has none at all, which counts as one less than nothing.</param>
/// <param name="Id">What the answer has to repeat, in JSON.</param>
/// <param name="HasVersion">Whether it is JSON-RPC 2.0.</param>
internal sealed record RpcCall(string Method, JsonArray? Parameters, JsonNode? Id = null, bool HasVersion = false);

using System.Text.Json.Nodes;
using Appliance.Testing.XapiHost.Http;
using Appliance.Testing.XapiHost.State;

namespace Appliance.Testing.XapiHost.Rpc;

/// <summary>A language of calls. Inside, values are JSON's.</summary>
internal interface IRpcDialect
{
    /// <summary>Reads a call.</summary>
    /// <exception cref="HttpFailure">It is none; xapi answers with HTTP's 500.</exception>
    RpcCall Read(byte[] body);

    /// <summary>Writes a result.</summary>
    HttpAnswer Write(RpcCall call, JsonNode? result);

    /// <summary>Writes an error.</summary>
    HttpAnswer Write(RpcCall call, XapiFailure failure);
}

namespace Appliance.Testing.XapiHost.Http;

/// <summary>A request that is answered by HTTP itself, whereupon the connection is closed.</summary>
internal sealed class HttpFailure(HttpAnswer answer) : Exception
{
    /// <summary>The answer.</summary>
    public HttpAnswer Answer => answer;
}

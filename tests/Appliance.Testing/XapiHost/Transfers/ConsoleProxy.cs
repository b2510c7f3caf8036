using System.Text;
using System.Text.Json.Nodes;
using Appliance.Testing.XapiHost.Http;
using Appliance.Testing.XapiHost.State;

namespace Appliance.Testing.XapiHost.Transfers;

/// <summary>
/// <c>CONNECT /console</c>: bytes go both ways between the client and the guest, behind an answer without a length. As console.ml
/// of xapi has it: what is not running, or is unknown, is an exception of the daemon.
/// </summary>
/// <param name="head">The request.</param>
/// <param name="stream">The connection, which is closed afterwards.</param>
/// <param name="state">What the pool knows.</param>
internal sealed class ConsoleProxy(RequestHead head, Stream stream, XapiState state)
{
    /// <summary>The path.</summary>
    public const string Path = "/console";

    private string Session => Cookie("session_id") ?? head.Session;

    /// <summary>Connects them until one side has enough.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        state.ConsoleRequests.Add(head.Query.Keys.Order(StringComparer.Ordinal).ToArray());
        if (!state.Has("session", Session))
        {
            throw new HttpFailure(HttpAnswer.Unauthorised("connect_console"));
        }

        JsonObject console = Find() ?? throw new HttpFailure(HttpAnswer.Failed("Console.Failure"));
        if (state.Database.Get("VM", console["VM"]!.ToString())["power_state"]!.ToString() != "Running")
        {
            throw new HttpFailure(HttpAnswer.Failed("Console.Failure"));
        }

        if (state.AreConsolesTaken)
        {
            throw new HttpFailure(new HttpAnswer(503, "Connection Limit Exceeded", "text/html", []));
        }

        if (!state.Guests.TryGetValue(console["VM"]!.ToString(), out Func<Stream, Task>? guest) || console["protocol"]!.ToString() == "rdp")
        {
            throw new HttpFailure(new HttpAnswer(404, "Not Found", "text/html", []));
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nCache-Control: no-cache, no-store\r\n\r\n"), cancellationToken);
        await guest(stream);
    }

    private JsonObject? Find() => head.Query.TryGetValue("uuid", out string? uuid)
        ? state.Database.All("console").Values.FirstOrDefault(console => console["uuid"]!.ToString() == uuid)
        : state.Database.All("console").GetValueOrDefault(head.Query.GetValueOrDefault("ref", ""));

    private string? Cookie(string name) => head.Headers.GetValueOrDefault("cookie", "").Split(';', StringSplitOptions.TrimEntries)
        .Select(pair => pair.Split('=', 2)).FirstOrDefault(pair => pair is [var key, _] && key == name)?[1];
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Appliance.Testing;
using Appliance.Testing.XapiHost;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>The host of the tests answers what a real one has answered.</summary>
public sealed partial class RecordedCallsTests
{
    private const string Calls = "../xapi-golden/01_rpc_login_and_errors.json";

    // Its reference was known before the recording began.
    private const string RecordedHost = "OpaqueRef:26d667d5-41cf-1b4d-9922-69eb8a159c7b";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Times, and what OCaml's parsers say of a text that they do not understand.
    private static readonly Regex[] Various = [Time(), Parser(), Uuid()];

    // What is asked for here is not there: all methods of the daemon, all fields of a pool.
    private static readonly string[] LeftOut = ["system.listMethods", "XML-RPC pool.get_all_records"];

    [NeedsCorpusFact(Calls)]
    public async Task Calls_AreAnsweredAsRecorded()
    {
        await using var server = new XapiServer(isEncrypted: false);
        server.State.Users["root"] = "PASSWORD";
        var replay = new Replay(server.Port);
        replay.Map(RecordedHost, server.State.Database.All("host").Single().Key);
        var differences = new List<string>();
        int count = 0;
        foreach (Recording recording in Recording.Read(Corpus.PathOf(Calls)))
        {
            if (recording.Response is { Body: { } expected } && recording.Request.Body is not null && !LeftOut.Contains(recording.Name) && !HasWrongLength(recording))
            {
                Recording.Message seen = await replay.SendAsync(recording.Request).WaitAsync(Patience);
                replay.Learn(expected, seen.Body!);
                string want = Describe(recording.Response, replay.Translate(expected)), got = Describe(seen, seen.Body!);
                count++;
                if (want != got)
                {
                    differences.Add($"{recording.Name}\n  real: {want}\n  here: {got}");
                }
            }
        }

        Assert.True(differences.Count == 0, string.Join("\n", differences));
        Assert.InRange(count, 70, 100);
    }

    // Those with a header that was shortened in the recording, or with a version other than the replay's.
    private static bool HasWrongLength(Recording recording) => recording.Name is "header above the limit" or "HTTP/1.0";

    private static string Describe(Recording.Message message, string body)
    {
        string type = message.Header("content-type");
        // The same text may be escaped in one and not in the other.
        string text = type == "application/json" ? JsonNode.Parse(body)!.ToJsonString() : body;
        return $"{message.Start} {type} {Various.Aggregate(text, (rest, various) => various.Replace(rest, "*"))}";
    }

    [GeneratedRegex(@"\d{8}T\d\d:\d\d:\d\dZ", RegexOptions.None, 60_000)]
    private static partial Regex Time();

    [GeneratedRegex(@"(?<=(Yojson__Common.Json_error|Xmlm.Error|Jsonrpc.Malformed_method_request)\().*(?=\)</body>)", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Parser();

    [GeneratedRegex("""(?<="uuid":")[0-9a-f-]{36}""", RegexOptions.None, 60_000)]
    private static partial Regex Uuid();
}

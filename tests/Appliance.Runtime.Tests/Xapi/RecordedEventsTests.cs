using System.Text.Json.Nodes;
using Appliance.Testing;
using Appliance.Testing.XapiHost;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>The host of the tests tells of changes in the form in which a real one has.</summary>
public sealed class RecordedEventsTests
{
    private const string Calls = "../xapi-golden/06_event_from.json";
    private const string RecordedSession = "OpaqueRef:1143269f-9437-37ed-4f7b-bb7f55601f22";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Those whose answer does not depend on what has happened before.
    private static readonly string[] Names =
    [
        "first call [\"task\"]", "first call [\"VM\"] (upper case)", "filter with a bad ref", "token garbage", "token short", "token future", "unknown class", "empty class list",
        "[\"task\"] JSON 1.0 form",
    ];

    [NeedsCorpusFact(Calls)]
    public async Task Events_HaveTheRecordedForm()
    {
        await using var server = new XapiServer(isEncrypted: false);
        server.State.Add("task", []);
        var replay = new Replay(server.Port);
        replay.Map(RecordedSession, server.State.Add("session", []));
        Recording[] recordings = [.. Recording.Read(Corpus.PathOf(Calls)).Where(recording => Names.Contains(recording.Name))];
        Assert.Equal(Names.Length, recordings.Length);
        foreach (Recording recording in recordings)
        {
            Recording.Message seen = await replay.SendAsync(recording.Request).WaitAsync(Patience);
            Assert.Equal($"{recording.Name}: {FormOf(recording.Response!.Body!)}", $"{recording.Name}: {FormOf(seen.Body!)}");
        }
    }

    /// <summary>The error, or what the answer and its first event consist of.</summary>
    private static string FormOf(string body)
    {
        JsonNode answer = JsonNode.Parse(body)!;
        if (answer["error"] is { } error)
        {
            return error.ToJsonString();
        }

        JsonObject result = answer["result"]!.AsObject();
        JsonNode? first = result["events"]!.AsArray().FirstOrDefault();
        return $"{string.Join(' ', result.Select(member => member.Key))}; {result["token"]!.ToString().Length}; "
            + (first is null ? "nothing" : $"{first["class"]} {first["operation"]}: {string.Join(' ', first.AsObject().Select(member => member.Key))}");
    }
}

using System.Text.Json.Nodes;
using Appliance.Testing;
using Appliance.Testing.XapiHost;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>The host of the tests takes discs, and refuses them, as a real one has.</summary>
public sealed class RecordedDiscsTests
{
    private const string Calls = "../xapi-golden/10_cd_iso_and_misc.json";

    // They were made before the recording began, or by calls that are not known here.
    private const string RecordedMachine = "OpaqueRef:1e1ae00a-5dd0-1f6e-a72f-031dc0f8c273", RecordedLibrary = "OpaqueRef:1dda0687-343b-b158-259b-0d565d79105f";
    private const string RecordedSession = "OpaqueRef:a3eb0130-700b-a78d-9051-93ebcf54937d";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly string[] Names =
    [
        "VDI.create in the ISO SR", "VBD.create empty CD", "VBD.eject of an empty drive", "VBD.insert", "VBD.insert into a full drive", "VBD.eject", "VBD.destroy CD",
    ];

    [NeedsCorpusFact(Calls)]
    public async Task Discs_AreTakenAndRefusedAsRecorded()
    {
        await using var server = new XapiServer(isEncrypted: false);
        var replay = new Replay(server.Port);
        replay.Map(RecordedMachine, server.State.Add("VM", []));
        replay.Map(RecordedLibrary, server.State.Add("SR", new JsonObject { ["content_type"] = "iso" }));
        replay.Map(RecordedSession, server.State.Add("session", []));
        Recording[] recordings = [.. Recording.Read(Corpus.PathOf(Calls)).Where(recording => Names.Contains(recording.Name))];
        Assert.Equal(Names.Length, recordings.Length);
        foreach (Recording recording in recordings)
        {
            Recording.Message seen = await replay.SendAsync(recording.Request).WaitAsync(Patience);
            replay.Learn(recording.Response!.Body!, seen.Body!);
            Assert.Equal(ErrorOf(replay.Translate(recording.Response.Body!)), ErrorOf(seen.Body!));
        }
    }

    private static string ErrorOf(string answer) => JsonNode.Parse(answer)!["error"]?.ToJsonString() ?? "done";
}

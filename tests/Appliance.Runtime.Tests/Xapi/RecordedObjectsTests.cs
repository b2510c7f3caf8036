using System.Text.Json.Nodes;
using Appliance.Testing;
using Appliance.Testing.XapiHost;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>The host of the tests makes objects, and refuses to, as a real one has.</summary>
public sealed class RecordedObjectsTests
{
    private const string Calls = "../xapi-golden/03_create_vm_and_import_raw_vdi.json";

    // The storage with an error of its own was there before the recording began.
    private const string RecordedFullStorage = "OpaqueRef:592a7b7f-e113-8df3-ed3f-44574a2ad555";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Of what a machine that runs holds on to, the host of the tests knows nothing yet; and one disk came of an upload.
    private static readonly string[] LeftOut =
    [
        "VM.start with one disk in two read-write VBDs", "VIF.destroy while attached", "VBD.destroy while attached", "VIF.create device 16", "VBD.create device 300",
        "VBD.create userdevice autodetect",
    ];

    [NeedsCorpusFact(Calls)]
    public async Task Objects_AreMadeAndRefusedAsRecorded()
    {
        await using var server = new XapiServer(isEncrypted: false);
        server.State.Users["root"] = "PASSWORD";
        string full = server.State.Add("SR", new JsonObject { ["name_label"] = "full" });
        server.State.FullStorages.Add(full);
        var replay = new Replay(server.Port);
        replay.Map(RecordedFullStorage, full);
        var differences = new List<string>();
        int count = 0;
        foreach (Recording recording in Recording.Read(Corpus.PathOf(Calls)))
        {
            if (recording is { Request: { Start: "POST /jsonrpc", Body: not null }, Response.Body: { } expected } && !LeftOut.Contains(recording.Name) && !recording.Request.Body.Contains("\"task.", StringComparison.Ordinal))
            {
                Recording.Message seen = await replay.SendAsync(recording.Request).WaitAsync(Patience);
                replay.Learn(expected, seen.Body!);
                string want = ErrorOf(replay.Translate(expected)), got = ErrorOf(seen.Body!);
                count++;
                if (want != got)
                {
                    differences.Add($"{recording.Name}\n  real: {want}\n  here: {got}");
                }
            }
        }

        Assert.True(differences.Count == 0, string.Join("\n", differences));
        Assert.InRange(count, 60, 150);
    }

    private static string ErrorOf(string answer) => JsonNode.Parse(answer)!["error"]?.ToJsonString() ?? "done";
}

using System.Diagnostics.CodeAnalysis;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Appliance.Testing.XapiHost.Http;
using Appliance.Testing.XapiHost.Rpc;
using Appliance.Testing.XapiHost.State;

namespace Appliance.Testing.XapiHost.Transfers;

/// <summary><c>GET /export</c>: a machine as an XVA. The answer has no length; the task tells whether it was whole.</summary>
/// <param name="head">The request.</param>
/// <param name="stream">The connection, which is closed afterwards.</param>
/// <param name="state">What the pool knows.</param>
internal sealed class XvaExport(RequestHead head, Stream stream, XapiState state)
{
    /// <summary>The path.</summary>
    public const string Path = "/export";

    private const int ChunkSize = 1 << 20;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    private string Task => head.Query.GetValueOrDefault("task_id", "");

    /// <summary>Sends it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!state.Has("session", head.Session))
        {
            await stream.WriteAsync(HttpAnswer.Unauthorised("get_export").ToBytes(keepsConnection: false), cancellationToken);
            return;
        }

        if (await Redirect.TryAsync(head, stream, state, cancellationToken))
        {
            return;
        }

        string vm = head.Query.GetValueOrDefault("ref", "");
        if (!state.Database.All("VM").TryGetValue(vm, out JsonObject? record))
        {
            state.EndTask(Task, () => throw new XapiFailure("HANDLE_INVALID", "VM", vm));
            return; // As recorded: it hangs up without a word.
        }

        if (record["power_state"]!.ToString() is not ("Halted" or "Suspended") and string power)
        {
            var failure = new XapiFailure("VM_BAD_POWER_STATE", vm, "halted, suspended", power.ToLowerInvariant());
            state.EndTask(Task, () => throw failure);
            await stream.WriteAsync(HttpAnswer.Failed(failure.Code).ToBytes(keepsConnection: false), cancellationToken);
            return;
        }

        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nConnection: close\r\nCache-Control: no-cache, no-store\r\ntask-id:{Task}\r\ncontent-type: application/octet-stream\r\n\r\n"), cancellationToken);
        bool isWhole = await SendAsync(vm, cancellationToken) && !state.FailsExports;
        state.EndTask(Task, () => isWhole ? "" : throw new XapiFailure("VDI_IO_ERROR", "Device I/O errors"));
    }

    /// <returns>Whether nothing came between.</returns>
    private async Task<bool> SendAsync(string vm, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, JsonObject>> drives = [.. state.Database.All("VBD").Where(vbd => vbd.Value["VM"]!.ToString() == vm)];
        string[] disks = [.. drives.Select(drive => drive.Value["VDI"]!.ToString()).Where(state.Database.All("VDI").ContainsKey)];
        // Who breaks off writes no end.
        var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true);
        await AddAsync(tar, "ova.xml", Encoding.UTF8.GetBytes(Describe(vm, drives, disks)), cancellationToken);
        long sent = 0;
        foreach (string disk in disks)
        {
            byte[] content = state.DiskOf(disk);
            int last = (content.Length - 1) / ChunkSize;
            for (int number = 0; number <= last; number++)
            {
                byte[] chunk = content[(number * ChunkSize)..Math.Min(content.Length, (number + 1) * ChunkSize)];
                if (number == 0 || number == last || chunk.AsSpan().ContainsAnyExcept((byte)0))
                {
                    string name = $"{NameOf(disk)}/{number:d8}";
                    await AddAsync(tar, name, chunk, cancellationToken);
                    await AddAsync(tar, $"{name}.checksum", Encoding.ASCII.GetBytes(Sha1Of(chunk)), cancellationToken);
                    sent += chunk.Length;
                }

                if (sent >= state.StorageFailsAfter)
                {
                    return false;
                }
            }
        }

        await tar.DisposeAsync();
        return true;
    }

    private string Describe(string vm, List<KeyValuePair<string, JsonObject>> drives, string[] disks)
    {
        List<KeyValuePair<string, JsonObject>> cards = [.. state.Database.All("VIF").Where(vif => vif.Value["VM"]!.ToString() == vm)];
        IEnumerable<(string Class, string Reference)> objects =
        [
            ("VM", vm),
            .. drives.Select(drive => ("VBD", drive.Key)),
            .. cards.Select(card => ("VIF", card.Key)),
            .. cards.Select(card => ("network", card.Value["network"]!.ToString())).Distinct(),
            .. disks.Select(disk => ("VDI", disk)),
            .. disks.Select(disk => ("SR", state.Database.Get("VDI", disk)["SR"]!.ToString())).Distinct(),
        ];
        (string Class, string Reference)[] all = [.. objects];
        foreach ((_, string reference) in all)
        {
            NameOf(reference);
        }

        var version = new JsonObject
        {
            ["hostname"] = "labhost", ["date"] = TaskCalls.Now(), ["product_version"] = "8.3.0", ["product_brand"] = "XCP-ng", ["build_number"] = "lab",
            ["xapi_major"] = 26L, ["xapi_minor"] = 17L, ["export_vsn"] = 2L,
        };
        JsonNode[] described = [.. all.Select(each => new JsonObject
        {
            ["class"] = each.Class, ["id"] = NameOf(each.Reference), ["snapshot"] = Translate(state.Database.See(each.Class, each.Reference)),
        })];
        return XmlDialect.ToText(new JsonObject { ["version"] = version, ["objects"] = new JsonArray(described) });
    }

    /// <summary>Within the file, objects have names of their own; what is not in it is not referred to.</summary>
    private JsonNode Translate(JsonNode node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, member.Value is null ? null : Translate(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(item => Translate(item!))]),
        JsonValue text when text.ToString().StartsWith("OpaqueRef:", StringComparison.Ordinal) => _names.GetValueOrDefault(text.ToString(), XapiDatabase.Null),
        _ => node.DeepClone(),
    };

    private string NameOf(string reference)
    {
        _names.TryAdd(reference, $"Ref:{_names.Count}");
        return _names[reference];
    }

    [SuppressMessage("Security", "CA5350", Justification = "It is what hosts write.")]
    private static string Sha1Of(byte[] chunk) => Convert.ToHexStringLower(SHA1.HashData(chunk));

    private static async Task AddAsync(TarWriter tar, string name, byte[] content, CancellationToken cancellationToken)
        => await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) }, cancellationToken);
}

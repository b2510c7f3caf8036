using System.Diagnostics.CodeAnalysis;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Appliance.Testing.XapiHost.Http;
using Appliance.Testing.XapiHost.Rpc;
using Appliance.Testing.XapiHost.State;

namespace Appliance.Testing.XapiHost.Transfers;

/// <summary>
/// <c>PUT /import</c>: machines of an XVA. The answer comes before the body; what came of it is told by the task. Objects are made
/// when they have been described, and removed when the disks do not follow. Nothing is read behind the last block.
/// </summary>
/// <param name="head">The request.</param>
/// <param name="stream">The connection, which is closed afterwards.</param>
/// <param name="state">What the pool knows.</param>
internal sealed class XvaImport(RequestHead head, Stream stream, XapiState state)
{
    /// <summary>The path.</summary>
    public const string Path = "/import";

    private const int ChunkSize = 1 << 20;

    private string Task => head.Query.GetValueOrDefault("task_id", "");

    private string Storage => head.Query.GetValueOrDefault("sr_id", "");

    /// <summary>Takes what comes.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!state.Has("session", head.Session))
        {
            await stream.WriteAsync(HttpAnswer.Unauthorised("put_import").ToBytes(keepsConnection: false), cancellationToken);
            return;
        }

        if (head.IsChunked || !state.Has("SR", Storage))
        {
            state.EndTask(Task, () => throw (head.IsChunked ? new XapiFailure("IMPORT_ERROR_CANNOT_HANDLE_CHUNKED") : new XapiFailure("RBAC_PERMISSION_DENIED", "http/put_import", "NO_HOSTS_AVAILABLE")));
            await stream.WriteAsync((head.IsChunked ? HttpAnswer.Forbidden : HttpAnswer.Failed("Api_errors.Server_error")).ToBytes(keepsConnection: false), cancellationToken);
            return;
        }

        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nConnection: close\r\nCache-Control: no-cache, no-store\r\ntask-id:{Task}\r\ncontent-type: application/octet-stream\r\n\r\n"), cancellationToken);
        var content = new XvaContent(state, Storage);
        state.Transfers.Undone[Task] = true;
        try
        {
            await TakeAsync(content, cancellationToken);
            await state.Transfers.LastStep().WaitAsync(cancellationToken);
            state.EndTask(Task, () => new JsonArray([.. content.Machines.Select(vm => (JsonNode)vm)]));
        }
        catch (Exception e) when (e is XapiFailure or IOException or InvalidDataException)
        {
            content.Remove();
            state.EndTask(Task, () => throw (e as XapiFailure ?? new XapiFailure("IMPORT_ERROR_PREMATURE_EOF")));
            await stream.WriteAsync(HttpAnswer.Failed("Api_errors.Server_error").ToBytes(keepsConnection: false), cancellationToken);
        }
    }

    private async Task TakeAsync(XvaContent content, CancellationToken cancellationToken)
    {
        var tar = new TarReader(stream, leaveOpen: true);
        (string name, byte[] ova) = await NextAsync(tar, cancellationToken);
        content.Make(name == "ova.xml" ? XmlDialect.Parse(ova).AsObject() : throw new XapiFailure("IMPORT_ERROR_UNEXPECTED_FILE", name, "ova.xml"));
        long taken = 0;
        foreach ((string id, string vdi) in content.Disks)
        {
            byte[] disk = state.DiskOf(vdi);
            for (long next = 0; next < disk.Length;)
            {
                (string chunk, byte[] data) = await NextAsync(tar, cancellationToken);
                long offset = long.Parse(chunk[(id.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture) * ChunkSize;
                if (!chunk.StartsWith($"{id}/", StringComparison.Ordinal) || offset < next)
                {
                    throw new XapiFailure("IMPORT_ERROR", "INTERNAL_ERROR: [ Failure(\"Invalid XVA file\") ]");
                }

                Check(chunk, data, await NextAsync(tar, cancellationToken));
                // The gap is filled where the storage is not zero by itself.
                disk.AsSpan((int)next, (int)(offset - next)).Clear();
                data.CopyTo(disk, offset);
                (next, taken) = (offset + data.Length, taken + data.Length);
                if (taken >= state.StorageFailsAfter)
                {
                    throw new XapiFailure("VDI_IO_ERROR", "Device I/O errors");
                }
            }
        }
    }

    private static async Task<(string Name, byte[] Data)> NextAsync(TarReader tar, CancellationToken cancellationToken)
    {
        TarEntry entry = await tar.GetNextEntryAsync(copyData: false, cancellationToken) ?? throw new XapiFailure("IMPORT_ERROR", "INTERNAL_ERROR: [ Tar.Header.End_of_stream ]");
        byte[] data = new byte[entry.Length];
        if (entry.DataStream is { } content)
        {
            await content.ReadExactlyAsync(data, cancellationToken);
        }

        return (entry.Name, data);
    }

    [SuppressMessage("Security", "CA5350", Justification = "It is what hosts compare.")]
    private static void Check(string chunk, byte[] data, (string Name, byte[] Text) told)
    {
        string sum = Convert.ToHexStringLower(SHA1.HashData(data)), original = Encoding.ASCII.GetString(told.Text);
        if (told.Name != $"{chunk}.checksum" || original != sum)
        {
            throw new XapiFailure("IMPORT_ERROR", $"INTERNAL_ERROR: [ Stream_vdi.Invalid_checksum(\"Block {chunk} checksum failed: original = {original}; recomputed = {sum}\") ]");
        }
    }
}

using System.Buffers.Binary;
using System.Text;
using Appliance.Testing.XapiHost.Http;
using Appliance.Testing.XapiHost.State;

namespace Appliance.Testing.XapiHost.Transfers;

/// <summary>
/// <c>PUT /import_raw_vdi</c>. The answer comes before the body is read; what came of the body is told by the task, and by a
/// second answer where it failed.
/// </summary>
/// <param name="head">The request.</param>
/// <param name="stream">The connection, which is closed afterwards.</param>
/// <param name="state">What the pool knows.</param>
internal sealed class RawVdiImport(RequestHead head, Stream stream, XapiState state)
{
    /// <summary>The path.</summary>
    public const string Path = "/import_raw_vdi";

    private const int HeaderSize = 12;
    private const string NoCache = "Connection: close\r\nCache-Control: no-cache, no-store\r\n";

    private string[] Formats => state.IsBeforeQcow2 ? ["raw", "vhd"] : ["raw", "vhd", "qcow2"];

    private string Task => head.Query.GetValueOrDefault("task_id", "");

    /// <summary>Takes what comes.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!state.Has("session", head.Session))
        {
            await stream.WriteAsync(HttpAnswer.Unauthorised("put_import_raw_vdi").ToBytes(keepsConnection: false), cancellationToken);
            return;
        }

        if (await Redirect.TryAsync(head, stream, state, cancellationToken))
        {
            return;
        }

        (string status, XapiFailure? failure) = Refuse();
        if (failure is not null)
        {
            state.EndTask(Task, () => throw failure);
            await AnswerAsync(status, "", cancellationToken);
            return;
        }

        // As with vhd-tool, which reads on until the connection ends.
        state.Transfers.Undone[Task] = true;
        await AnswerAsync("200 OK", $"task-id:{Task}\r\ncontent-type: application/octet-stream\r\n", cancellationToken);
        try
        {
            await state.Transfers.EnterAsync(() => state.IsCancelling(Task), cancellationToken);
            await TakeAsync(cancellationToken);
        }
        finally
        {
            state.Transfers.Leave();
        }
    }

    private (string Status, XapiFailure? Failure) Refuse()
    {
        string format = head.Query.GetValueOrDefault("format", "raw"), vdi = head.Query.GetValueOrDefault("vdi", "");
        return head.IsChunked ? ("404 Not Found", new XapiFailure("INTERNAL_ERROR", "Cannot handle encoding: chunked"))
            : !Formats.Contains(format) ? ("404 Not Found", new XapiFailure("INTERNAL_ERROR", $"Unknown format {format}"))
            : vdi.Length == 0 ? ("400 Bad Request", new XapiFailure("VDI_MISSING"))
            : !state.Has("VDI", vdi) ? ("500 Internal Error", new XapiFailure("RBAC_PERMISSION_DENIED", "http/put_import_raw_vdi", $"UUID_INVALID: [ VDI; {vdi} ]"))
            : ("", null);
    }

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        byte[] disk = state.DiskOf(head.Query["vdi"]);
        try
        {
            await TakeAsync(disk, cancellationToken);
            state.EndTask(Task, () => "");
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            state.EndTask(Task, () => throw new XapiFailure("VDI_IO_ERROR", "Device I/O errors"));
            await AnswerAsync("400 Bad Request", "", cancellationToken);
        }
    }

    private Task TakeAsync(byte[] disk, CancellationToken cancellationToken) => head.Query.GetValueOrDefault("format", "raw") switch
    {
        "vhd" => new VhdStream(stream).CopyToAsync(disk, cancellationToken),
        "qcow2" => new QcowStream(stream).CopyToAsync(disk, cancellationToken),
        _ when head.Query.ContainsKey("chunked") => TakeChunksAsync(disk, cancellationToken),
        _ => stream.ReadExactlyAsync(disk.AsMemory(0, (int)Math.Min(disk.Length, head.Length ?? disk.Length)), cancellationToken).AsTask(),
    };

    private async Task TakeChunksAsync(byte[] disk, CancellationToken cancellationToken)
    {
        byte[] header = new byte[HeaderSize];
        long taken = 0, most = Math.Min(state.StorageFailsAfter, state.Transfers.NextCut());
        while (true)
        {
            await stream.ReadExactlyAsync(header, cancellationToken);
            long offset = BinaryPrimitives.ReadInt64LittleEndian(header);
            int length = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(sizeof(long)));
            if (offset == 0 && length == 0)
            {
                return;
            }

            byte[] data = new byte[length];
            await stream.ReadExactlyAsync(data, cancellationToken);
            data.AsSpan(0, (int)Math.Clamp(disk.Length - offset, 0, length)).CopyTo(disk.AsSpan((int)Math.Min(offset, disk.Length)));
            taken += length;
            if (taken >= most)
            {
                throw new IOException("the connection is cut, or the storage does not take more");
            }
        }
    }

    private async Task AnswerAsync(string status, string headers, CancellationToken cancellationToken)
        => await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{NoCache}{headers}\r\n"), cancellationToken);
}

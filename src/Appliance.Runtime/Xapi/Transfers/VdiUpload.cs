namespace Appliance.Runtime.Xapi.Transfers;

/// <summary>Fills a VDI.</summary>
/// <param name="upload">Sends to the pool.</param>
internal sealed class VdiUpload(XapiUpload upload)
{
    /// <summary>Writes the data ranges of a disk; what is not written stays as it is.</summary>
    /// <param name="vdi">The VDI's reference.</param>
    /// <param name="write">Writes to a stream, with a <see cref="ChunkedRawWriter"/>.</param>
    /// <param name="cancellationToken">Stops the work; the VDI is worth nothing then.</param>
    /// <exception cref="XapiException">It was refused, or failed: what the task says.</exception>
    /// <exception cref="HostException">The host does not answer.</exception>
    public Task RunAsync(string vdi, Func<Stream, Task> write, CancellationToken cancellationToken)
        => upload.RunAsync($"/import_raw_vdi?vdi={Uri.EscapeDataString(vdi)}&format=raw&chunked=true", write, _ => Task.CompletedTask, cancellationToken);
}

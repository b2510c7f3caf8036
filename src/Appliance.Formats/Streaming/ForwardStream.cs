using Appliance.Formats.IO;

namespace Appliance.Formats.Streaming;

/// <summary>A file that comes by once as a stream, for the framework's decompressors; closes the file.</summary>
/// <param name="file">Read from where it stands.</param>
internal sealed class ForwardStream(ForwardFile file) : ForwardOnlyStream
{
    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => file.ReadSomeAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await file.DisposeAsync();
        await base.DisposeAsync();
    }
}

using Appliance.Formats.IO;

namespace Appliance.Runtime.Xl.Storage.Wire;

/// <summary>A remote file as a stream, for formats that are written front to back.</summary>
/// <param name="file">Stays open.</param>
internal sealed class RemoteFileStream(RemoteFile file) : WriteOnlyStream
{
    private long _position;

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await file.WriteAsync(_position, buffer, cancellationToken);
        _position += buffer.Length;
    }
}

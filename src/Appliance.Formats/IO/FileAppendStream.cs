using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.IO;

/// <summary>An empty file as a stream to write into, on the caller's thread.</summary>
/// <param name="file">Open for writing; stays open.</param>
internal sealed class FileAppendStream(SafeFileHandle file) : WriteOnlyStream
{
    private readonly SpaceAhead _space = new(file, start: 0);
    private long _length;

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _space.Reserve(_length + buffer.Length);
        PieceWriter.Write(file, buffer.Span, _length);
        _length += buffer.Length;
        return ValueTask.CompletedTask;
    }

    /// <summary>Gives back the space that was set aside behind what is written.</summary>
    public override void Flush() => RandomAccess.SetLength(file, _length);
}

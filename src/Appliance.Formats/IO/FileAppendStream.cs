using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.IO;

/// <summary>An empty file as a stream to write into, on the caller's thread.</summary>
/// <param name="file">Open for writing; stays open.</param>
internal sealed class FileAppendStream(SafeFileHandle file) : WriteOnlyStream
{
    private readonly GrowingFile _content = new(file, start: 0);
    private long _length;

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _content.Reserve(_length + buffer.Length);
        _content.Write(_length, buffer.Span);
        _length += buffer.Length;
        return ValueTask.CompletedTask;
    }

    /// <summary>Gives back the space that was set aside behind what is written.</summary>
    public override void Flush() => RandomAccess.SetLength(file, _length);
}

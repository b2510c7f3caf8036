using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.IO;

/// <summary>An output at the end of a file.</summary>
public sealed class FileOutput : SequentialOutput
{
    private readonly SafeFileHandle _file;
    private readonly long _start;
    private readonly GrowingFile _content;

    /// <summary>Prepares to write to an open file.</summary>
    /// <param name="file">Open for writing, and empty from <paramref name="start"/> on; stays open.</param>
    /// <param name="start">Where the output begins in the file, in bytes.</param>
    public FileOutput(SafeFileHandle file, long start = 0)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        _file = file;
        _start = start;
        _content = new GrowingFile(file, start);
    }

    /// <inheritdoc/>
    public override void Write(long position, ReadOnlySpan<byte> bytes) => _content.Write(_start + position, bytes);

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        RandomAccess.SetLength(_file, _start + Length);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override ValueTask TakeAsync(long position, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _content.Reserve(_start + position + bytes.Length);
        return ValueTask.CompletedTask;
    }
}

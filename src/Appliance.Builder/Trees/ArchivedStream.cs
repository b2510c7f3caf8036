using Appliance.Formats.IO;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Builder.Trees;

/// <summary>A file in an archive.</summary>
internal sealed class ArchivedStream : SeekableReadStream
{
    private readonly SafeFileHandle _file;
    private readonly long _start;

    /// <summary>Opens it.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="start">Where the file starts, in bytes of the archive.</param>
    /// <param name="length">Its bytes.</param>
    public ArchivedStream(string path, long start, long length)
    {
        _file = File.OpenHandle(path);
        (_start, Length) = (start, length);
    }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = RandomAccess.Read(_file, buffer[..(int)Math.Clamp(Length - Position, 0, buffer.Length)], _start + Position);
        Position += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }
}

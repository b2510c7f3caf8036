using Appliance.Formats.IO;

namespace Appliance.Formats.Xva;

/// <summary>Writes an XVA into a file that takes its name at the end.</summary>
internal sealed class XvaFileOutput : XvaOutput
{
    private readonly TemporaryFile _file;
    private readonly GrowingFile _content;
    private long _length;

    /// <summary>Creates the file that will be <paramref name="path"/>.</summary>
    public XvaFileOutput(string path)
    {
        _file = TemporaryFile.Create(path);
        _content = new GrowingFile(_file.Handle, start: 0);
    }

    /// <inheritdoc/>
    public override bool IsLive => false;

    /// <inheritdoc/>
    public override TemporaryFile File => _file;

    /// <inheritdoc/>
    public override ValueTask<long> PlaceAsync(IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        long position = _length;
        for (int i = 0; i < parts.Count; i++)
        {
            _length += parts[i].Length;
        }

        _content.Reserve(_length);
        return new(position);
    }

    /// <inheritdoc/>
    public override void Write(long position, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        for (int i = 0; i < parts.Count; i++)
        {
            _content.Write(position, parts[i].Span);
            position += parts[i].Length;
        }
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        RandomAccess.SetLength(_file.Handle, _length);
        return base.CompleteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Commit()
    {
        _file.Commit();
        return [_file.Path];
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _file.Dispose();
        return base.DisposeAsync();
    }
}

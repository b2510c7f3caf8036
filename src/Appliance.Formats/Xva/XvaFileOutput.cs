using Appliance.Formats.IO;

namespace Appliance.Formats.Xva;

/// <summary>Writes an XVA into a file that takes its name at the end.</summary>
internal sealed class XvaFileOutput(string path) : XvaOutput
{
    private readonly TemporaryFile _file = TemporaryFile.Create(path);
    private long _length;

    /// <inheritdoc/>
    public override bool IsForwardOnly => false;

    /// <inheritdoc/>
    public override TemporaryFile File => _file;

    /// <inheritdoc/>
    public override ValueTask<long> PlaceAsync(IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        long position = _length;
        foreach (ReadOnlyMemory<byte> part in parts)
        {
            _length += part.Length;
        }

        return new(position);
    }

    /// <inheritdoc/>
    public override void Write(long position, IReadOnlyList<ReadOnlyMemory<byte>> parts)
        => RandomAccess.Write(_file.Handle, parts, position);

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

using Appliance.Formats.IO.Compression;

namespace Appliance.Formats.IO;

/// <summary>
/// Where bytes go that are written once, from the first to the last: a file that takes its name when it is whole, or a
/// stream that somebody reads meanwhile. Compressed on the way where <see cref="WriteOptions.Compression"/> says so.
/// </summary>
internal sealed class ForwardOutput : IAsyncDisposable
{
    private readonly TemporaryFile? _file;
    private readonly Stream _target;
    private readonly ParallelCompressor? _compressor;

    private ForwardOutput(TemporaryFile? file, Stream target, WriteOptions options)
    {
        _file = file;
        _target = target;
        _compressor = options.Compression is { } format ? new ParallelCompressor(target, format, options.Workers) : null;
    }

    /// <summary>What to write into; stays open until the output is disposed.</summary>
    public Stream Content => _compressor ?? _target;

    /// <summary>Whether somebody reads along, and could give up when nothing comes for long.</summary>
    public bool IsLive => _file is null;

    /// <summary>The file, where it is one and can be read back.</summary>
    public TemporaryFile? File => _file;

    /// <summary>Starts a file under a temporary name.</summary>
    /// <exception cref="IOException">The folder does not exist or cannot be written.</exception>
    public static ForwardOutput ToFile(string path, WriteOptions options)
    {
        TemporaryFile file = TemporaryFile.Create(path);
        return new(file, new FileAppendStream(file.Handle), options);
    }

    /// <summary>Continues a stream, which stays open.</summary>
    public static ForwardOutput ToStream(Stream stream, WriteOptions options) => new(null, stream, options);

    /// <summary>Writes out what is still on its way. Nothing can be written after that.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (_compressor is not null)
        {
            await _compressor.CompleteAsync(cancellationToken);
        }

        await _target.FlushAsync(cancellationToken);
    }

    /// <summary>Gives a file its name.</summary>
    /// <returns>Full paths of what was made; none for a stream.</returns>
    public IReadOnlyList<string> Commit()
    {
        _file?.Commit();
        return _file is null ? [] : [_file.Path];
    }

    /// <summary>Stops the compression, and deletes a file that was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_compressor is not null)
        {
            await _compressor.DisposeAsync();
        }

        _file?.Dispose();
    }
}

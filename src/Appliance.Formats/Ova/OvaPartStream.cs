using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Ovf;

namespace Appliance.Formats.Ova;

/// <summary>
/// The content of a file that comes by: one member, or chunks that follow one another. What stands between them is passed
/// over, and chunks that came too early are taken out of the spool.
/// </summary>
/// <param name="folder">The archive; its fresh member is the file's first part.</param>
/// <param name="file">The file.</param>
/// <param name="files">What has come of the package.</param>
internal sealed class OvaPartStream(OvaPassingFolder folder, OvfFile file, PackageFiles files) : ForwardOnlyStream
{
    private readonly List<string> _parts = [];
    private Stream? _part;
    private long _lastLength;
    private long _total;
    private bool _isEnded;

    /// <summary>The members that were read so far, in order.</summary>
    public IReadOnlyList<string> Parts => _parts;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty && (_part is not null || await OpenNextAsync(cancellationToken)))
        {
            int count = await _part!.ReadAsync(buffer, cancellationToken);
            if (count > 0)
            {
                return count;
            }

            _total += _part.Length;
            _part = null;
        }

        return 0;
    }

    private async ValueTask<bool> OpenNextAsync(CancellationToken cancellationToken)
    {
        if (_isEnded || await FindNextAsync(cancellationToken) is not { } name)
        {
            _isEnded = true;
            return false;
        }

        if (_parts.Count > 0)
        {
            OvfStoredFile.CheckWholeChunk(file, $"{files.Name}:{_parts[^1]}", _lastLength);
        }

        _parts.Add(name);
        _part = folder.Fresh is { } fresh && fresh.Name == name
            ? fresh
            : new DiskStream((await folder.OpenAsync(name, cancellationToken))!);
        _lastLength = _part.Length;
        return true;
    }

    /// <summary>The name of the next part; null behind the last one.</summary>
    private async ValueTask<string?> FindNextAsync(CancellationToken cancellationToken)
    {
        if (_parts.Count == 0)
        {
            return OvfStoredFile.PartsOf(file, files)[0];
        }

        if (file.ChunkSize is null)
        {
            return null;
        }

        string name = OvfStoredFile.ChunkName(file, _parts.Count);
        while (files.Locate(name) is null && IsMoreExpected)
        {
            if (!await folder.AdvanceAsync(cancellationToken))
            {
                break;
            }
        }

        return files.Locate(name);
    }

    /// <summary>Where the descriptor does not say how long the file is, a full chunk may be the last one: what follows it tells.</summary>
    private bool IsMoreExpected
        => file.Size is { } size ? _total < size : _lastLength == file.ChunkSize && folder.Fresh is null;
}

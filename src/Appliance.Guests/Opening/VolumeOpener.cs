using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Volumes;

namespace Appliance.Guests.Opening;

/// <summary>Opens the file systems of volumes, each once, and owns them.</summary>
internal sealed class VolumeOpener : IDisposable
{
    private readonly Dictionary<FileSystemKind, IFileSystemEngine> _engines;
    private readonly bool _isWritable;
    private readonly Dictionary<Volume, FileSystem> _open = new(ReferenceEqualityComparer.Instance);

    /// <summary>Opens by the engines of <paramref name="options"/>.</summary>
    public VolumeOpener(GuestOptions options)
    {
        _engines = options.Engines.ToDictionary(engine => engine.Kind);
        _isWritable = options.IsWritable;
    }

    /// <summary>The file system of a volume, which stays open with this.</summary>
    /// <exception cref="ImageException">It cannot be opened; the message tells why.</exception>
    public FileSystem Open(Volume volume)
    {
        if (_open.TryGetValue(volume, out FileSystem? fileSystem))
        {
            return fileSystem;
        }

        if (!_engines.TryGetValue(volume.Kind, out IFileSystemEngine? engine))
        {
            throw new UnsupportedImageException(volume.Device.Name, ClosedVolume.Why(volume));
        }

        fileSystem = engine.Open(volume.Device, _isWritable);
        _open.Add(volume, fileSystem);
        return fileSystem;
    }

    /// <summary>Closes all but those of some volumes, without writing anything: they were only looked into.</summary>
    public void KeepOnly(IEnumerable<Volume> volumes)
    {
        var kept = new HashSet<Volume>(volumes, ReferenceEqualityComparer.Instance);
        foreach ((Volume volume, FileSystem fileSystem) in _open.Where(pair => !kept.Contains(pair.Key)).ToArray())
        {
            _open.Remove(volume);
            fileSystem.Dispose();
        }
    }

    /// <summary>Closes all of them, without writing anything more.</summary>
    public void Dispose()
    {
        foreach (FileSystem fileSystem in _open.Values)
        {
            fileSystem.Dispose();
        }
    }
}

using Appliance.Formats;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Volumes;

namespace Appliance.Guests.Opening;

/// <summary>
/// Opens the file systems of volumes, and owns them. To look into a volume changes nothing on it; one that is kept is opened
/// again where the guest is to be changed, which replays its journal.
/// </summary>
internal sealed class VolumeOpener : IDisposable
{
    private readonly Dictionary<FileSystemKind, IFileSystemEngine> _engines;
    private readonly bool _isWritable;
    private readonly Dictionary<Volume, FileSystem> _open = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Volume> _kept = new(ReferenceEqualityComparer.Instance);

    /// <summary>Opens by the engines of <paramref name="options"/>.</summary>
    public VolumeOpener(GuestOptions options)
    {
        _engines = options.Engines.ToDictionary(engine => engine.Kind);
        _isWritable = options.IsWritable;
    }

    /// <summary>The file system of a volume, to look into it.</summary>
    /// <exception cref="ImageException">It cannot be opened; the message tells why.</exception>
    /// <exception cref="IOException">What opens it failed.</exception>
    public FileSystem Look(Volume volume)
        => _open.TryGetValue(volume, out FileSystem? fileSystem) ? fileSystem : Open(volume, writable: false);

    /// <summary>The file system of a volume that belongs to the guest, to be changed where the guest is. What <see cref="Look"/> gave before is closed then.</summary>
    /// <exception cref="ImageException">It cannot be opened; the message tells why.</exception>
    /// <exception cref="IOException">What opens it failed.</exception>
    public FileSystem Keep(Volume volume)
    {
        if (!_isWritable || _kept.Contains(volume))
        {
            return Look(volume);
        }

        // Linux does not mount a btrfs that is mounted from elsewhere.
        if (_open.Remove(volume, out FileSystem? looked))
        {
            looked.Dispose();
        }

        FileSystem fileSystem = Open(volume, writable: true);
        _kept.Add(volume);
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

    private FileSystem Open(Volume volume, bool writable)
    {
        if (!_engines.TryGetValue(volume.Kind, out IFileSystemEngine? engine))
        {
            throw new UnsupportedImageException(volume.Device.Name, ClosedVolume.Why(volume));
        }

        FileSystem fileSystem = engine.Open(volume.Device, writable);
        _open.Add(volume, fileSystem);
        return fileSystem;
    }
}

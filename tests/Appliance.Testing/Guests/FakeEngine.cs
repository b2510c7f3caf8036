using Appliance.Formats;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;

namespace Appliance.Testing.Guests;

/// <summary>An engine whose file systems are in memory, told apart by the names of their devices.</summary>
public sealed class FakeEngine(FileSystemKind kind) : IFileSystemEngine
{
    private readonly Dictionary<string, Func<FileSystem>> _fileSystems = [];

    public FileSystemKind Kind => kind;

    /// <summary>The devices that were opened so far.</summary>
    public List<string> Opened { get; } = [];

    /// <summary>Those of them that were opened to be written.</summary>
    public List<string> OpenedToWrite { get; } = [];

    /// <summary>Whether the last one was opened to be written.</summary>
    public bool? WasWritable { get; private set; }

    /// <summary>Puts a file system on a device.</summary>
    public FakeEngine With(string device, FileSystem fileSystem) => With(device, () => fileSystem);

    /// <summary>Puts a file system on a device, or what happens when it is opened.</summary>
    public FakeEngine With(string device, Func<FileSystem> open)
    {
        _fileSystems.Add(device, open);
        return this;
    }

    public FileSystem Open(BlockDevice device, bool writable)
    {
        Opened.Add(device.Name);
        WasWritable = writable;
        if (writable)
        {
            OpenedToWrite.Add(device.Name);
        }

        return _fileSystems.TryGetValue(device.Name, out Func<FileSystem>? open)
            ? open() : throw new InvalidImageException(device.Name, "the file system is damaged");
    }
}

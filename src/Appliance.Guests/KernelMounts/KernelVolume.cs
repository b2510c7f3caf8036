using Appliance.Formats;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Native.Linux;
using Appliance.Guests.Nbd;

namespace Appliance.Guests.KernelMounts;

/// <summary>A volume that this host's kernel has mounted, in no folder; it is mounted again when it is used after it was flushed.</summary>
/// <remarks>The kernel writes back when it likes, but uses the device only while it is asked for something.</remarks>
internal sealed class KernelVolume : IDisposable
{
    /// <summary>What the programs are needed for, for messages.</summary>
    public const string Purpose = "to mount XFS and btrfs with this host's kernel";

    private readonly FileSystemKind _kind;
    private readonly bool _isWritable;
    private readonly TurnGate _gate = new();
    private readonly DeviceFile? _file;
    private readonly LoopDevice? _loop;
    private LinuxHandle? _root;
    private bool _isDisposed;

    /// <summary>Mounts a volume, which replays its log.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="device">The volume.</param>
    /// <param name="isWritable">Whether it is to be changed; otherwise what is replayed is forgotten.</param>
    /// <param name="cancellationToken">Ends the wait for the program that shows it to the kernel.</param>
    /// <exception cref="LinuxException">This host does not mount such a thing.</exception>
    /// <exception cref="MissingToolException">A program that is needed is not installed.</exception>
    /// <exception cref="InvalidImageException">It is damaged.</exception>
    /// <exception cref="UnsupportedImageException">It has a feature that the kernel does not know.</exception>
    public KernelVolume(FileSystemKind kind, BlockDevice device, bool isWritable, CancellationToken cancellationToken)
    {
        _kind = kind;
        _isWritable = isWritable;
        Name = $"{device.Name} ({kind.ToString().ToLowerInvariant()})";
        try
        {
            var shown = new GatedDevice(isWritable ? device : new ScratchDevice(device), _gate);
            _file = _gate.While(() => DeviceFile.Over(shown, Purpose, cancellationToken));
            _loop = _gate.While(() => LoopDevice.Attach(_file.Path));
            Use(_ => 0);
        }
        catch
        {
            // Nobody gets what a constructor has begun, whatever stopped it.
            Dispose();
            throw;
        }
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>Has the kernel do something with the volume; what it opens it closes, too.</summary>
    /// <param name="work">Takes the root of the mount.</param>
    /// <exception cref="LinuxException">It could not be done.</exception>
    /// <exception cref="InvalidImageException">What it needs is damaged.</exception>
    public T Use<T>(Func<LinuxHandle, T> work) => _gate.While(() =>
    {
        try
        {
            return work(_root ??= Mount());
        }
        catch (LinuxException e)
        {
            // What failed may have failed because of what is below the file system.
            _file!.ThrowIfFailed();
            throw LinuxProblem.IsDamage(e) ? LinuxProblem.ExplainDamage(Name, e) : e;
        }
    });

    /// <summary>Brings everything to the device, and leaves an empty log: by unmounting.</summary>
    public void Flush()
    {
        if (_root is null)
        {
            return;
        }

        Synchronize();
        _gate.While(() =>
        {
            _root.Dispose();
            _root = null;
            _loop!.AwaitUnmount();
            _loop.Flush();
            return 0;
        });
        _file!.ThrowIfFailed();
    }

    /// <summary>Brings everything to the device; some of it only into the log.</summary>
    public void Synchronize() => Use(root =>
    {
        using LinuxHandle folder = root.Open("/", OpenFlags.Folder);
        return LinuxHandle.Check(LinuxCalls.SynchronizeAll(folder.Number));
    });

    /// <summary>Unmounts without writing anything more.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _gate.Close();
        _root?.Dispose();
        _loop?.Dispose();
        _file?.Dispose();
        _gate.Dispose();
    }

    private LinuxHandle Mount()
    {
        // Copies of a disk are told apart by nothing; subvolume 5 holds all others, and a balance that was stopped is the guest's to go on with.
        string[] options = _kind switch
        {
            FileSystemKind.Xfs => ["nouuid"],
            FileSystemKind.Btrfs => ["subvolid=5", "skip_balance"],
            _ => [],
        };
        using var log = new KernelLog();
        try
        {
            return LinuxMount.Mount(_kind.ToString().ToLowerInvariant(), _loop!.Path, !_isWritable, options);
        }
        catch (LinuxException e) when (e.Errno is not (Errno.NotPermitted or Errno.Busy or Errno.Exists or Errno.Unknown or Errno.NotImplemented))
        {
            _file!.ThrowIfFailed();
            string said = log.LinesAbout(Path.GetFileName(_loop!.Path));
            throw LinuxProblem.ExplainMount(Name, said.Length == 0 ? e : new LinuxException(e.Errno, said));
        }
    }
}

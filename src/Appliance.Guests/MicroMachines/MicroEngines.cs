using Appliance.Formats;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.MicroMachines;

/// <summary>
/// Engines for the file systems that only Linux writes. They share one small virtual machine, which starts when the first
/// volume is opened, takes some three seconds, and ends with this: one for each guest.
/// </summary>
/// <remarks>Needs qemu-system-x86, a kernel of Debian's with its modules, and Perl, all of this host; no privileges.</remarks>
public sealed class MicroEngines : IDisposable
{
    // Each may have taken minutes to answer.
    private const int MostFailures = 3;

    private readonly TimeProvider _time;
    private readonly string? _cache;
    private readonly CancellationToken _cancellationToken;
    private readonly List<MicroMachine> _failed = [];
    private MicroMachine? _machine;

    /// <summary>Describes the machine, which is not started yet.</summary>
    /// <param name="time">Tells the time of what is written.</param>
    /// <param name="cancellationToken">Ends the machine.</param>
    /// <param name="cache">The folder that keeps what it boots from, some 90 MB; null for that of the user.</param>
    public MicroEngines(TimeProvider time, CancellationToken cancellationToken, string? cache = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _cache = cache;
        _cancellationToken = cancellationToken;
        Xfs = new MicroEngine(this, FileSystemKind.Xfs);
        Btrfs = new MicroEngine(this, FileSystemKind.Btrfs);
        Ext = new MicroEngine(this, FileSystemKind.Ext);
    }

    /// <summary>Opens XFS.</summary>
    public IFileSystemEngine Xfs { get; }

    /// <summary>Opens btrfs, of one device; subvolumes are folders.</summary>
    public IFileSystemEngine Btrfs { get; }

    /// <summary>Opens ext4: for where nothing else can.</summary>
    public IFileSystemEngine Ext { get; }

    /// <summary>Starts the machine, which boots while the caller goes on; otherwise the first volume that is opened does.</summary>
    /// <exception cref="MissingToolException">qemu, a kernel or Perl is not installed.</exception>
    /// <exception cref="ImageException">This host is none for it.</exception>
    /// <exception cref="IOException">Machines fail one after the other, or there is no place for what they need.</exception>
    public void Start()
    {
        if (_machine is { IsRunning: false })
        {
            // One volume's doing; what else was open in it is lost, but what is opened from now on is not.
            _failed.Add(_machine);
            _machine = null;
        }

        if (_failed.Count > MostFailures)
        {
            throw new IOException($"the micro virtual machine is not started again: it failed {_failed.Count} times");
        }

        _machine ??= MicroMachine.Start(_cache ?? BootFiles.DefaultCache, _time.GetUtcNow(), _cancellationToken);
    }

    /// <summary>Replays the journal of an ext4 file system by mounting it.</summary>
    /// <exception cref="MissingToolException">qemu, a kernel or Perl is not installed.</exception>
    /// <exception cref="ImageException">It cannot be mounted.</exception>
    public void ReplayByMounting(BlockDevice device)
    {
        using MicroFileSystem fileSystem = Open(FileSystemKind.Ext, device, writable: true);
        fileSystem.Flush();
    }

    /// <summary>Ends the machine. What was not flushed is lost.</summary>
    public void Dispose()
    {
        _machine?.Dispose();
        _machine = null;
        _failed.ForEach(machine => machine.Dispose());
        _failed.Clear();
    }

    /// <summary>Opens a file system of one of the kinds.</summary>
    internal MicroFileSystem Open(FileSystemKind kind, BlockDevice device, bool writable)
    {
        Start();
        return MicroFileSystem.Open(_machine!, kind, device, writable);
    }
}

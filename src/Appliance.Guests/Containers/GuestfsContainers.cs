using Appliance.Formats;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Volumes;

namespace Appliance.Guests.Containers;

/// <summary>
/// Opens LUKS volumes and Linux software RAID by libguestfs, where it is installed: in virtual machines, of which each takes
/// some 15 seconds to start, or three times that on a busy host. For one guest.
/// </summary>
/// <remarks>Needs libguestfs0, supermin and a kernel of this host (linux-image-amd64), some 800 MB; no privileges.</remarks>
public sealed class GuestfsContainers : IContainerEngine, IDisposable
{
    // Each is a drive, or the seconds of deriving a key: real machines have a handful.
    private const int MostVolumes = 32;

    private readonly GuestKey[] _keys;
    private readonly CancellationToken _cancellationToken;
    private readonly List<GuestfsMachine> _machines = [];
    private readonly List<RaidArray> _arrays = [];

    /// <summary>Makes the engine; nothing is started yet.</summary>
    /// <param name="keyFiles">Files that hold a passphrase of a LUKS volume each; every one is tried on every volume. None to leave LUKS alone.</param>
    /// <param name="cancellationToken">Ends what the engine has started.</param>
    /// <exception cref="UnsupportedImageException">A file holds no passphrase.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public GuestfsContainers(IReadOnlyList<string> keyFiles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keyFiles);
        _keys = [.. keyFiles.Select(GuestKey.Read)];
        _cancellationToken = cancellationToken;
    }

    /// <inheritdoc/>
    public bool Handles(FileSystemKind kind) => kind == FileSystemKind.LinuxRaid || (kind == FileSystemKind.Luks && _keys.Length > 0);

    /// <inheritdoc/>
    public IReadOnlyList<OpenedContainer> Open(IReadOnlyList<Volume> volumes, bool writable)
    {
        ArgumentNullException.ThrowIfNull(volumes);
        if (volumes.Count > MostVolumes)
        {
            throw new UnsupportedImageException(
                volumes[0].Device.Name, $"is one of {volumes.Count} encrypted volumes and members of arrays; {MostVolumes} are opened at most: convert without preparing the guest");
        }

        RaidArray[] arrays = RaidArray.Group(volumes);
        RaidArray[] settled = [.. arrays.Where(array => array.IsSettled)];
        Volume[] drives = [.. volumes.Where(volume => volume.Kind == FileSystemKind.Luks), .. settled.SelectMany(array => array.Members)];
        return
        [
            .. arrays.Except(settled).Select(array => array.Refuse("was not closed properly, or is being rebuilt: start the guest, wait until the array is in sync, and shut the guest down")),
            .. drives.Length == 0 ? [] : Open(drives, settled, writable),
        ];
    }

    /// <inheritdoc/>
    public void Flush()
    {
        // The last ones may lie on those before them.
        foreach (GuestfsMachine machine in _machines.AsEnumerable().Reverse())
        {
            machine.Synchronize();
        }

        foreach (RaidArray array in _arrays.AsEnumerable().Reverse())
        {
            array.Settle();
        }
    }

    /// <summary>Ends what was started. What was not flushed is lost.</summary>
    public void Dispose()
    {
        foreach (GuestfsMachine machine in _machines.AsEnumerable().Reverse())
        {
            machine.Dispose();
        }

        _machines.Clear();
    }

    private IReadOnlyList<OpenedContainer> Open(Volume[] drives, RaidArray[] arrays, bool writable)
    {
        GuestfsMachine machine = GuestfsMachine.Start([.. drives.Select(drive => writable ? drive.Device : new ScratchDevice(drive.Device))], _cancellationToken);
        _machines.Add(machine);
        if (writable)
        {
            _arrays.AddRange(arrays);
        }

        var luks = new LuksOpener(machine, _keys, writable);
        return
        [
            .. drives.Zip(machine.Drives).Where(drive => drive.First.Kind == FileSystemKind.Luks).Select(drive => luks.Open(drive.First, drive.Second)),
            .. RaidArray.Open(machine, arrays, writable),
        ];
    }
}

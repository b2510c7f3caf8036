using System.Runtime.CompilerServices;
using Appliance.Formats.Disks;

namespace Appliance.Guests.Devices;

/// <summary>
/// A disk as a device. Reads go through a small cache, because file systems read in blocks of a few KiB and images store,
/// and compress, grains of many; writes go to the overlay, where there is one.
/// </summary>
public sealed class DiskDevice : CachingDevice
{
    // A grain of a streamOptimized VMDK.
    private const int LineSize = 64 << 10;

    // 16 MiB: the metadata of a mounted file system, not its files.
    private const int MostLines = 256;

    private readonly Disk _disk;
    private readonly OverlayDisk? _overlay;
    private readonly CancellationToken _cancellationToken;

    /// <summary>Reads <paramref name="disk"/>, and writes it where it is an <see cref="OverlayDisk"/>; does not own it.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="cancellationToken">Stops whatever reads or writes the device.</param>
    public DiskDevice(Disk disk, CancellationToken cancellationToken)
        : base(LineSize, MostLines)
    {
        ArgumentNullException.ThrowIfNull(disk);
        _disk = disk;
        _overlay = disk as OverlayDisk;
        _cancellationToken = cancellationToken;
    }

    /// <inheritdoc/>
    public override string Name => _disk.Name;

    /// <inheritdoc/>
    public override long Length => _disk.Length;

    /// <inheritdoc/>
    public override bool CanWrite => _overlay is not null;

    private protected override void ReadBelow(long offset, byte[] line) => Wait(_disk.ReadAsync(offset, line, _cancellationToken));

    private protected override void WriteBelow(long offset, ReadOnlySpan<byte> bytes)
        => Wait(_overlay!.WriteAsync(offset, bytes.ToArray(), _cancellationToken));

    /// <summary>Disks over local files are done when they return; only those over a network make the thread wait.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Wait(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            task.AsTask().GetAwaiter().GetResult();
        }
    }
}

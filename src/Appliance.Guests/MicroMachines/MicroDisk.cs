using Appliance.Guests.Devices;

namespace Appliance.Guests.MicroMachines;

/// <summary>
/// The one disk of the micro virtual machine: huge, empty, and with a place on it for each volume that is mounted, which
/// becomes a partition there. So volumes can come and go while the machine runs, without any hot-plugging.
/// </summary>
/// <remarks>
/// The machine writes when it likes, but volumes are used by one thread at a time, and others lie on the same disks. So its
/// reads and writes wait until the owner waits for the machine.
/// </remarks>
internal sealed class MicroDisk : BlockDevice, IDisposable
{
    /// <summary>Bytes.</summary>
    public const int Sector = 512;

    // 1 EiB: no set of volumes fills it, and both qemu and Linux count further.
    private const long Size = 1L << 60;

    // Volumes begin at multiples of this, so that blocks of any file system are aligned.
    private const long Alignment = 1L << 30;

    private readonly SemaphoreSlim _gate = new(initialCount: 0, maxCount: 1);
    private volatile MicroSlot[] _slots = [];
    private long _end = Alignment;
    private volatile bool _isClosed;

    /// <inheritdoc/>
    public override string Name => "the disk of the micro virtual machine";

    /// <inheritdoc/>
    public override long Length => Size;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <summary>Gives a volume a place.</summary>
    public MicroSlot Add(BlockDevice device)
    {
        var slot = new MicroSlot(_slots.Length + 1, _end, device);
        _slots = [.. _slots, slot];
        _end += (slot.Length + Alignment - 1) / Alignment * Alignment;
        return slot;
    }

    /// <summary>Lets the machine read and write.</summary>
    public void OpenGate() => _gate.Release();

    /// <summary>Makes it wait again, once what it is at is done.</summary>
    public void ShutGate() => _gate.Wait(CancellationToken.None);

    /// <summary>Lets nothing through to the volumes any more, and nobody wait.</summary>
    public void Close()
    {
        _isClosed = true;
        OpenGate();
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <inheritdoc/>
    protected override void ReadCore(long offset, Span<byte> buffer)
    {
        if (Find(offset, buffer.Length) is not { } slot)
        {
            // Linux looks for tables of partitions while it boots.
            buffer.Clear();
            return;
        }

        _gate.Wait(CancellationToken.None);
        try
        {
            slot.Read(offset - slot.Start, buffer);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    protected override void WriteCore(long offset, ReadOnlySpan<byte> bytes)
    {
        MicroSlot slot = Find(offset, bytes.Length) ?? throw new IOException($"{Name}: there is no volume at byte {offset}");
        _gate.Wait(CancellationToken.None);
        try
        {
            if (!_isClosed)
            {
                slot.Write(offset - slot.Start, bytes);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private MicroSlot? Find(long offset, int count)
        => Array.Find(_slots, slot => slot.Start <= offset && offset + count <= slot.Start + slot.Length);
}

namespace Appliance.Guests.Devices;

/// <summary>A device put together from runs of others: a partition is one run, a logical volume may be many.</summary>
public sealed class MappedDevice : BlockDevice
{
    private readonly DeviceSegment[] _segments;
    private readonly long[] _starts;

    /// <summary>Lays <paramref name="segments"/> end to end.</summary>
    /// <param name="name">What messages call the device.</param>
    /// <param name="segments">One at least, each within its device.</param>
    /// <exception cref="ArgumentOutOfRangeException">A run is not within its device.</exception>
    public MappedDevice(string name, IReadOnlyList<DeviceSegment> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        Name = name;
        _segments = [.. segments];
        _starts = new long[_segments.Length];
        for (int i = 0; i < _segments.Length; i++)
        {
            (BlockDevice device, long offset, long length) = _segments[i];
            ArgumentOutOfRangeException.ThrowIfNegative(offset, nameof(segments));
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length, nameof(segments));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, device.Length - length, nameof(segments));
            _starts[i] = Length;
            Length = checked(Length + length);
        }
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override bool CanWrite => _segments.All(segment => segment.Device.CanWrite);

    /// <summary>The runs, end to end.</summary>
    public IReadOnlyList<DeviceSegment> Segments => _segments;

    /// <summary>One run of a device.</summary>
    /// <param name="name">What messages call the part.</param>
    /// <param name="device">The whole.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes.</param>
    public static MappedDevice Slice(string name, BlockDevice device, long offset, long length)
        => new(name, [new DeviceSegment(device, offset, length)]);

    /// <inheritdoc/>
    protected override void ReadCore(long offset, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            DeviceSegment run = RunAt(offset, buffer.Length);
            run.Device.Read(run.Offset, buffer[..(int)run.Length]);
            buffer = buffer[(int)run.Length..];
            offset += run.Length;
        }
    }

    /// <inheritdoc/>
    protected override void WriteCore(long offset, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            DeviceSegment run = RunAt(offset, bytes.Length);
            run.Device.Write(run.Offset, bytes[..(int)run.Length]);
            bytes = bytes[(int)run.Length..];
            offset += run.Length;
        }
    }

    /// <summary>Where an offset lies below, and how many of the wanted bytes follow it there.</summary>
    private DeviceSegment RunAt(long offset, int wanted)
    {
        int found = Array.BinarySearch(_starts, offset);
        int index = found >= 0 ? found : ~found - 1;
        long within = offset - _starts[index];
        DeviceSegment segment = _segments[index];
        return new DeviceSegment(segment.Device, segment.Offset + within, Math.Min(wanted, segment.Length - within));
    }
}

namespace Appliance.Guests.Devices;

/// <summary>A device whose bytes lie on others, run by run; which run is where is a subclass's matter.</summary>
public abstract class ComposedDevice : BlockDevice
{
    private readonly DeviceSegment[] _segments;

    /// <summary>Checks and keeps what the device lies on.</summary>
    /// <param name="name">What messages call the device.</param>
    /// <param name="segments">Each within its device.</param>
    /// <exception cref="ArgumentOutOfRangeException">A run is empty, or not within its device.</exception>
    private protected ComposedDevice(string name, IReadOnlyList<DeviceSegment> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        Name = name;
        _segments = [.. segments];
        foreach ((BlockDevice device, long offset, long length) in _segments)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(offset, nameof(segments));
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length, nameof(segments));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, device.Length - length, nameof(segments));
        }
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override bool CanWrite => _segments.All(segment => segment.Device.CanWrite);

    /// <summary>What the device lies on.</summary>
    private protected IReadOnlyList<DeviceSegment> Runs => _segments;

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
    private protected abstract DeviceSegment RunAt(long offset, int wanted);
}

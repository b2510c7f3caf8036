namespace Appliance.Guests.Devices;

/// <summary>A device put together from runs of others: a partition is one run, a logical volume may be many.</summary>
public sealed class MappedDevice : ComposedDevice
{
    private readonly long[] _starts;

    /// <summary>Lays <paramref name="segments"/> end to end.</summary>
    /// <param name="name">What messages call the device.</param>
    /// <param name="segments">One at least, each within its device.</param>
    /// <exception cref="ArgumentOutOfRangeException">A run is not within its device.</exception>
    public MappedDevice(string name, IReadOnlyList<DeviceSegment> segments)
        : base(name, segments)
    {
        _starts = new long[Segments.Count];
        for (int i = 0; i < _starts.Length; i++)
        {
            _starts[i] = Length;
            Length = checked(Length + Segments[i].Length);
        }
    }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <summary>The runs, end to end.</summary>
    public IReadOnlyList<DeviceSegment> Segments => Runs;

    /// <summary>One run of a device.</summary>
    /// <param name="name">What messages call the part.</param>
    /// <param name="device">The whole.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes.</param>
    public static MappedDevice Slice(string name, BlockDevice device, long offset, long length)
        => new(name, [new DeviceSegment(device, offset, length)]);

    private protected override DeviceSegment RunAt(long offset, int wanted)
    {
        int found = Array.BinarySearch(_starts, offset);
        int index = found >= 0 ? found : ~found - 1;
        long within = offset - _starts[index];
        DeviceSegment segment = Segments[index];
        return new DeviceSegment(segment.Device, segment.Offset + within, Math.Min(wanted, segment.Length - within));
    }
}

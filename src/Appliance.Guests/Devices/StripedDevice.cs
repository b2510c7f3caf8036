namespace Appliance.Guests.Devices;

/// <summary>Runs of devices that take turns, a stripe each: RAID 0, or a striped segment of a logical volume.</summary>
public sealed class StripedDevice : BlockDevice
{
    private readonly DeviceSegment[] _columns;
    private readonly long _stripeSize;

    /// <summary>Lays stripes over <paramref name="columns"/>.</summary>
    /// <param name="name">What messages call the device.</param>
    /// <param name="columns">One at least, all of the same length, each within its device.</param>
    /// <param name="stripeSize">Bytes that follow each other on one column; the columns' length is a multiple of it.</param>
    /// <exception cref="ArgumentException">The columns do not fit together.</exception>
    public StripedDevice(string name, IReadOnlyList<DeviceSegment> columns, long stripeSize)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentOutOfRangeException.ThrowIfZero(columns.Count, nameof(columns));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stripeSize);
        foreach ((BlockDevice device, long offset, long length) in columns)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(offset, nameof(columns));
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length, nameof(columns));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, device.Length - length, nameof(columns));
            ArgumentOutOfRangeException.ThrowIfNotEqual(length, columns[0].Length, nameof(columns));
            ArgumentOutOfRangeException.ThrowIfNotEqual(length % stripeSize, 0, nameof(stripeSize));
        }

        Name = name;
        _columns = [.. columns];
        _stripeSize = stripeSize;
        Length = checked(columns[0].Length * columns.Count);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override bool CanWrite => _columns.All(column => column.Device.CanWrite);

    /// <summary>What the stripes lie on, in turn.</summary>
    public IReadOnlyList<DeviceSegment> Columns => _columns;

    /// <summary>Bytes that follow each other on one column.</summary>
    public long StripeSize => _stripeSize;

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
        (long stripe, long within) = Math.DivRem(offset, _stripeSize);
        (long row, long column) = Math.DivRem(stripe, _columns.Length);
        DeviceSegment run = _columns[column];
        return new DeviceSegment(run.Device, run.Offset + (row * _stripeSize) + within, Math.Min(wanted, _stripeSize - within));
    }
}

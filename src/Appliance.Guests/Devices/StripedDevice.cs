namespace Appliance.Guests.Devices;

/// <summary>Runs of devices that take turns, a stripe each: RAID 0, or a striped segment of a logical volume.</summary>
public sealed class StripedDevice : ComposedDevice
{
    /// <summary>Lays stripes over <paramref name="columns"/>.</summary>
    /// <param name="name">What messages call the device.</param>
    /// <param name="columns">One at least, all of the same length, each within its device.</param>
    /// <param name="stripeSize">Bytes that follow each other on one column; the columns' length is a multiple of it.</param>
    /// <exception cref="ArgumentException">The columns do not fit together.</exception>
    public StripedDevice(string name, IReadOnlyList<DeviceSegment> columns, long stripeSize)
        : base(name, columns)
    {
        ArgumentOutOfRangeException.ThrowIfZero(columns.Count, nameof(columns));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stripeSize);
        foreach (DeviceSegment column in columns)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(column.Length, columns[0].Length, nameof(columns));
            ArgumentOutOfRangeException.ThrowIfNotEqual(column.Length % stripeSize, 0, nameof(stripeSize));
        }

        StripeSize = stripeSize;
        Length = checked(columns[0].Length * columns.Count);
    }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <summary>What the stripes lie on, in turn.</summary>
    public IReadOnlyList<DeviceSegment> Columns => Runs;

    /// <summary>Bytes that follow each other on one column.</summary>
    public long StripeSize { get; }

    private protected override DeviceSegment RunAt(long offset, int wanted)
    {
        (long stripe, long within) = Math.DivRem(offset, StripeSize);
        (long row, long column) = Math.DivRem(stripe, Columns.Count);
        DeviceSegment run = Columns[(int)column];
        return new DeviceSegment(run.Device, run.Offset + (row * StripeSize) + within, Math.Min(wanted, StripeSize - within));
    }
}

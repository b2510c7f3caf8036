using Appliance.Formats;

namespace Appliance.Guests.Devices;

/// <summary>
/// What a file system lies on: a disk, a partition, a logical volume. Synchronous, because the libraries that read file
/// systems call back and wait; used by one thread at a time.
/// </summary>
public abstract class BlockDevice
{
    /// <summary>What messages call it: <c>web01.ova:disk1.vmdk partition 2</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Whether it takes writes.</summary>
    public abstract bool CanWrite { get; }

    /// <summary>Fills <paramref name="buffer"/> from an offset (bytes). Never short.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the device.</exception>
    /// <exception cref="ImageException">What is stored there is damaged.</exception>
    public void Read(long offset, Span<byte> buffer)
    {
        CheckRange(offset, buffer.Length);
        if (!buffer.IsEmpty)
        {
            ReadCore(offset, buffer);
        }
    }

    /// <summary>Writes at an offset (bytes).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the device.</exception>
    /// <exception cref="InvalidOperationException">The device is open for reading only.</exception>
    /// <exception cref="IOException">There is no room for what was written.</exception>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        CheckRange(offset, bytes.Length);
        if (!CanWrite)
        {
            throw new InvalidOperationException($"{Name}: is open for reading only");
        }

        if (!bytes.IsEmpty)
        {
            WriteCore(offset, bytes);
        }
    }

    /// <summary>Reads a range that is known to be within the device and not empty.</summary>
    protected abstract void ReadCore(long offset, Span<byte> buffer);

    /// <summary>Writes a range that is known to be within the device and not empty.</summary>
    protected abstract void WriteCore(long offset, ReadOnlySpan<byte> bytes);

    private void CheckRange(long offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - count);
    }
}

using Appliance.Guests.Devices;

namespace Appliance.Guests.MicroMachines;

/// <summary>A volume's place on the disk of the micro virtual machine.</summary>
internal sealed class MicroSlot
{
    private readonly BlockDevice _device;
    private bool _dropsWrites;

    /// <summary>Gives a volume a place.</summary>
    /// <param name="number">Counts from 1.</param>
    /// <param name="start">First byte on the disk.</param>
    /// <param name="device">The volume.</param>
    public MicroSlot(int number, long start, BlockDevice device)
    {
        Number = number;
        Start = start;
        _device = device;
        Length = device.Length / MicroDisk.Sector * MicroDisk.Sector;
    }

    /// <summary>The number of its partition in the machine.</summary>
    public int Number { get; }

    /// <summary>First byte on the disk.</summary>
    public long Start { get; }

    /// <summary>Bytes, whole sectors: no file system uses a part of one.</summary>
    public long Length { get; }

    /// <summary>From here on nothing that the machine writes reaches the volume.</summary>
    public void DropWrites() => _dropsWrites = true;

    /// <summary>Reads at an offset of the volume.</summary>
    public void Read(long offset, Span<byte> buffer) => _device.Read(offset, buffer);

    /// <summary>Writes at an offset of the volume.</summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        if (!_dropsWrites)
        {
            _device.Write(offset, bytes);
        }
    }
}

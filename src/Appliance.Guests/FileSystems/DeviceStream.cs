using Appliance.Formats.IO;
using Appliance.Guests.Devices;

namespace Appliance.Guests.FileSystems;

/// <summary>The first bytes of a device as a stream to read.</summary>
internal sealed class DeviceStream(BlockDevice device, long length) : SeekableReadStream
{
    public override long Length => length;

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, Math.Max(0, length - Position));
        device.Read(Position, buffer[..count]);
        Position += count;
        return count;
    }
}

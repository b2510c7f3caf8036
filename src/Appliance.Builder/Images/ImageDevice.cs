using Appliance.Guests.Devices;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Builder.Images;

/// <summary>A range of a raw image that is being made, as a device.</summary>
/// <param name="file">The image; stays open.</param>
/// <param name="name">What messages call the range.</param>
/// <param name="offset">Where it starts, in bytes of the image.</param>
/// <param name="length">Its bytes.</param>
internal sealed class ImageDevice(SafeFileHandle file, string name, long offset, long length) : BlockDevice
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    protected override void ReadCore(long position, Span<byte> buffer)
    {
        for (int count = 0; count < buffer.Length;)
        {
            int read = RandomAccess.Read(file, buffer[count..], offset + position + count);
            count += read > 0 ? read : throw new EndOfStreamException($"{name}: ends at byte {position + count}");
        }
    }

    /// <inheritdoc/>
    protected override void WriteCore(long position, ReadOnlySpan<byte> bytes) => RandomAccess.Write(file, bytes, offset + position);
}

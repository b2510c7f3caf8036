using Appliance.Guests.Devices;

namespace Appliance.Guests.Tests.FileSystems.Ext;

/// <summary>Bytes in memory as a device.</summary>
internal sealed class MemoryDevice(byte[] content, bool canWrite) : BlockDevice
{
    public override string Name => "memory";

    public override long Length => content.Length;

    public override bool CanWrite => canWrite;

    protected override void ReadCore(long offset, Span<byte> buffer) => content.AsSpan((int)offset, buffer.Length).CopyTo(buffer);

    protected override void WriteCore(long offset, ReadOnlySpan<byte> bytes) => bytes.CopyTo(content.AsSpan((int)offset));
}

using Appliance.Guests.Devices;

namespace Appliance.Testing.Guests;

/// <summary>A device in memory.</summary>
public sealed class MemoryDevice(byte[] content, string name = "memory", bool canWrite = true) : BlockDevice
{
    public MemoryDevice(int length)
        : this(new byte[length])
    {
    }

    public override string Name => name;

    public override long Length => content.Length;

    public override bool CanWrite => canWrite;

    /// <summary>Its bytes.</summary>
    public byte[] Content => content;

    protected override void ReadCore(long offset, Span<byte> buffer) => content.AsSpan((int)offset, buffer.Length).CopyTo(buffer);

    protected override void WriteCore(long offset, ReadOnlySpan<byte> bytes) => bytes.CopyTo(content.AsSpan((int)offset));
}

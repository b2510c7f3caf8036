using Appliance.Guests.Devices;

namespace Appliance.Guests.Tests.Nbd;

/// <summary>A device in memory, which can be made to fail.</summary>
internal sealed class ArrayDevice(byte[] content, bool canWrite = true, Exception? failure = null) : BlockDevice
{
    public byte[] Content => content;

    public override string Name => "array";

    public override long Length => content.Length;

    public override bool CanWrite => canWrite;

    protected override void ReadCore(long offset, Span<byte> buffer)
    {
        if (failure is not null)
        {
            throw failure;
        }

        content.AsSpan((int)offset, buffer.Length).CopyTo(buffer);
    }

    protected override void WriteCore(long offset, ReadOnlySpan<byte> bytes)
    {
        if (failure is not null)
        {
            throw failure;
        }

        bytes.CopyTo(content.AsSpan((int)offset));
    }
}

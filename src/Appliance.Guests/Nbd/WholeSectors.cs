using Appliance.Guests.Devices;

namespace Appliance.Guests.Nbd;

/// <summary>
/// A device whose last sector is made whole with zeros. qemu (7.2, block/nbd.c) thinks in sectors, cuts what it asks for at
/// the odd end of an export, and then waits for ever for the bytes that it did not ask for.
/// </summary>
internal sealed class WholeSectors : BlockDevice
{
    private const int Sector = 512;

    private readonly BlockDevice _inner;

    private WholeSectors(BlockDevice inner) => _inner = inner;

    public override string Name => _inner.Name;

    public override long Length => checked(_inner.Length + Sector - 1) / Sector * Sector;

    public override bool CanWrite => _inner.CanWrite;

    public static BlockDevice Of(BlockDevice device) => device.Length % Sector == 0 ? device : new WholeSectors(device);

    protected override void ReadCore(long offset, Span<byte> buffer)
    {
        int inside = Inside(offset, buffer.Length);
        _inner.Read(Math.Min(offset, _inner.Length), buffer[..inside]);
        buffer[inside..].Clear();
    }

    /// <summary>Writes what is inside; what is behind the end is zero for good.</summary>
    protected override void WriteCore(long offset, ReadOnlySpan<byte> bytes)
        => _inner.Write(Math.Min(offset, _inner.Length), bytes[..Inside(offset, bytes.Length)]);

    private int Inside(long offset, int count) => (int)Math.Clamp(_inner.Length - offset, 0, count);
}

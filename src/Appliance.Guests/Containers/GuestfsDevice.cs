using Appliance.Guests.Devices;
using Appliance.Guests.Native.Guestfs;

namespace Appliance.Guests.Containers;

/// <summary>A device within a machine of libguestfs.</summary>
internal sealed class GuestfsDevice : BlockDevice
{
    // The library's messages have 4 MiB at most.
    private const int MostBytes = 2 << 20;

    private readonly GuestfsMachine _machine;
    private readonly string _path;

    /// <summary>Finds a device.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="path">What it calls the device.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="canWrite">Whether it is to be written.</param>
    /// <exception cref="IOException">The machine failed.</exception>
    public GuestfsDevice(GuestfsMachine machine, string path, string name, bool canWrite)
    {
        _machine = machine;
        _path = path;
        Name = name;
        CanWrite = canWrite;
        Length = machine.Use(handle => handle.Check(LibGuestfs.GetLength(handle, path)));
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override bool CanWrite { get; }

    /// <inheritdoc/>
    protected override void ReadCore(long offset, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var piece = new byte[Math.Min(MostBytes, buffer.Length)];
            long start = offset;
            int count = Advance(_machine.Use(handle => Read(handle, start, piece)));
            piece.AsSpan(0, count).CopyTo(buffer);
            buffer = buffer[count..];
            offset += count;
        }
    }

    /// <inheritdoc/>
    protected override void WriteCore(long offset, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            byte[] piece = bytes[..Math.Min(MostBytes, bytes.Length)].ToArray();
            long start = offset;
            int count = Advance(_machine.Use(handle => Write(handle, start, piece)));
            bytes = bytes[count..];
            offset += count;
        }
    }

    private int Advance(int count) => count > 0 ? count : throw new IOException($"{Name}: libguestfs reads or writes nothing at all");

    private unsafe int Read(GuestfsHandle handle, long offset, Span<byte> piece)
    {
        nuint count = 0;
        byte* bytes = LibGuestfs.Read(handle, _path, piece.Length, offset, &count);
        return handle.Take(bytes, count, piece);
    }

    private unsafe int Write(GuestfsHandle handle, long offset, byte[] piece)
    {
        fixed (byte* bytes = piece)
        {
            return (int)handle.Check(LibGuestfs.Write(handle, _path, bytes, (nuint)piece.Length, offset));
        }
    }
}

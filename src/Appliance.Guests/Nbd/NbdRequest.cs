using System.Buffers.Binary;

namespace Appliance.Guests.Nbd;

/// <summary>A command of a client.</summary>
/// <param name="Command">What is to be done.</param>
/// <param name="Handle">What the client knows it by.</param>
/// <param name="Offset">First byte; as sent, so it may be anything.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct NbdRequest(NbdCommand Command, ulong Handle, ulong Offset, uint Length)
{
    /// <summary>Bytes of a request without what is to be written.</summary>
    public const int Size = 28;

    /// <summary>Reads a request; its flags change nothing here, because writes are always done when they are answered.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static NbdRequest Parse(ReadOnlySpan<byte> bytes)
        => BinaryPrimitives.ReadUInt32BigEndian(bytes) == NbdProtocol.RequestMagic
            ? new NbdRequest(
                (NbdCommand)BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]),
                BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
                BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
                BinaryPrimitives.ReadUInt32BigEndian(bytes[24..]))
            : throw new InvalidDataException("not a request");

    /// <summary>Whether it keeps within a device.</summary>
    public bool IsWithin(long length) => Offset <= (ulong)length && Length <= (ulong)length - Offset;
}

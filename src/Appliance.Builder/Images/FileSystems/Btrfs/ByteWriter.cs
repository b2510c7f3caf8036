using System.Buffers.Binary;

namespace Appliance.Builder.Images.FileSystems.Btrfs;

/// <summary>Puts numbers and bytes one behind the other, the lowest byte of a number first.</summary>
internal sealed class ByteWriter
{
    private readonly List<byte> _bytes = [];

    /// <summary>All that was written.</summary>
    public byte[] ToArray() => [.. _bytes];

    /// <summary>Eight bytes each.</summary>
    public ByteWriter Long(params ReadOnlySpan<ulong> values)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        foreach (ulong value in values)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
            _bytes.AddRange(bytes);
        }

        return this;
    }

    /// <summary>Four bytes each.</summary>
    public ByteWriter Int(params ReadOnlySpan<uint> values)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        foreach (uint value in values)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
            _bytes.AddRange(bytes);
        }

        return this;
    }

    /// <summary>Two bytes each.</summary>
    public ByteWriter Short(params ReadOnlySpan<int> values)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        foreach (int value in values)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, checked((ushort)value));
            _bytes.AddRange(bytes);
        }

        return this;
    }

    /// <summary>Bytes as they are.</summary>
    public ByteWriter Bytes(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>Zeros.</summary>
    public ByteWriter Zero(int count) => Bytes(new byte[count]);

    /// <summary>An identity, in the order in which it is spelled.</summary>
    public ByteWriter Id(Guid id) => Bytes(id.ToByteArray(bigEndian: true));

    /// <summary>A key.</summary>
    public ByteWriter Key(BtrfsKey key) => Long(key.Id).Bytes(key.Type).Long(key.Offset);

    /// <summary>A moment: seconds since 1970, and no part of one.</summary>
    public ByteWriter Time(long seconds) => Long((ulong)seconds).Int(0);
}

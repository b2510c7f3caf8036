using System.Buffers.Binary;

namespace Appliance.Testing.Guests;

/// <summary>Bins, and the cells in them.</summary>
internal sealed partial class HiveLayout
{
    private uint Allocate(int length)
    {
        int size = (length + 4 + 7) & ~7;
        if (_used + size > _binEnd)
        {
            OpenBin(size);
        }

        int at = _used;
        _used += size;
        BinaryPrimitives.WriteInt32LittleEndian(_bins.AsSpan(at), -size);
        return (uint)at;
    }

    private void OpenBin(int size)
    {
        CloseBin();
        int start = _used;
        int length = (size + BinHeaderSize + 4095) & ~4095;
        while (start + length > _bins.Length)
        {
            Array.Resize(ref _bins, _bins.Length * 2);
        }

        "hbin"u8.CopyTo(_bins.AsSpan(start));
        Write(_bins, start + 4, (uint)start);
        Write(_bins, start + 8, (uint)length);
        _used = start + BinHeaderSize;
        _binEnd = start + length;
    }

    // What is left of a bin is one free cell.
    private void CloseBin()
    {
        if (_used < _binEnd)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_bins.AsSpan(_used), _binEnd - _used);
            _used = _binEnd;
        }
    }

    private Span<byte> At(uint cell) => _bins.AsSpan((int)cell + 4);

    private static void Write(Span<byte> bytes, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[at..], value);
}

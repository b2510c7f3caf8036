using System.Buffers;
using System.Runtime.InteropServices;
using Appliance.Formats.IO.Native;

namespace Appliance.Formats.IO;

/// <summary>Memory outside the collector's reach that starts at a page, as writes past the page cache want it.</summary>
internal sealed unsafe class PageMemory : MemoryManager<byte>
{
    private readonly int _length;
    private byte* _start;

    /// <summary>Takes memory, whose content is undefined.</summary>
    /// <param name="length">Bytes.</param>
    public PageMemory(int length)
    {
        _length = length;
        _start = (byte*)NativeMemory.AlignedAlloc((nuint)length, (nuint)DirectHandle.Alignment);
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        return new Span<byte>(_start, _length);
    }

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
    }
}

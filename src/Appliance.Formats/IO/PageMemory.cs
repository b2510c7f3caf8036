using System.Buffers;
using System.Runtime.InteropServices;
using Appliance.Formats.IO.Native;

namespace Appliance.Formats.IO;

/// <summary>
/// Memory outside the collector's reach that starts at a page, as writes past the page cache want it; at a large one, if the
/// system has such, which the processor finds faster.
/// </summary>
internal sealed unsafe partial class PageMemory : MemoryManager<byte>
{
    private const int LargePage = 2 << 20;
    private const int HugePages = 14; // MADV_HUGEPAGE

    private readonly int _length;
    private byte* _start;

    /// <summary>Takes memory, whose content is undefined.</summary>
    /// <param name="length">Bytes.</param>
    public PageMemory(int length)
    {
        _length = length;
        bool isLarge = length >= LargePage;
        _start = (byte*)NativeMemory.AlignedAlloc((nuint)length, (nuint)(isLarge ? LargePage : DirectHandle.Alignment));
        if (isLarge && OperatingSystem.IsLinux())
        {
            // A request: who has no large pages gives small ones.
            _ = Advise(_start, (nuint)length, HugePages);
        }
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

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* start, nuint length, int advice);
}

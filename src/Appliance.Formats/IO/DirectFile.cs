using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Appliance.Formats.IO.Native;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.IO;

/// <summary>
/// A second way into a file, past the page cache, for large aligned writes: the disk fetches the bytes itself. Many threads
/// may go it at once.
/// </summary>
/// <param name="file">Open for writing; stays open.</param>
internal sealed class DirectFile(SafeFileHandle file) : IDisposable
{
    /// <summary>The fewest bytes that go this way: fewer are copied faster than they get to the disk and back.</summary>
    public const int MinLength = 256 << 10;

    private readonly WritePace _pace = new(bytesPerSecond: 1.5e9);
    private readonly SafeFileHandle? _opened = DirectHandle.TryOpen(file);
    private volatile bool _isRefused;

    /// <summary>Bytes per second of a write that went this way of late.</summary>
    public double BytesPerSecond => _pace.BytesPerSecond;

    /// <summary>Writes all of <paramref name="data"/> at <paramref name="position"/> (bytes); where false, it has to be written otherwise, all of it.</summary>
    /// <exception cref="IOException">The disk takes no more.</exception>
    public bool TryWrite(long position, ReadOnlySpan<byte> data)
    {
        if (data.Length < MinLength || !IsAligned(position, data) || _opened is null || _isRefused)
        {
            return false;
        }

        long begun = Stopwatch.GetTimestamp();
        try
        {
            RandomAccess.Write(_opened, data, position);
        }
        catch (IOException refusal) when (refusal.HResult == DirectHandle.InvalidArgument)
        {
            // Some file systems tell only now.
            _isRefused = true;
            return false;
        }

        _pace.Add(data.Length, begun);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _opened?.Dispose();

    private static unsafe bool IsAligned(long position, ReadOnlySpan<byte> data)
    {
        long address = (long)Unsafe.AsPointer(ref MemoryMarshal.GetReference(data));
        return ((address | position | (uint)data.Length) & (DirectHandle.Alignment - 1)) == 0;
    }
}

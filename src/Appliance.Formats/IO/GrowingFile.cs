using Appliance.Formats.IO.Native;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.IO;

/// <summary>
/// A file that many threads write from front to back. Disk space is set aside ahead of the writes, which spares the file
/// system most of its work for each and keeps the file in few pieces; what was too much is given back when the file is
/// cut to its length, which its owner does at the end. Zeros are left out: nothing else was there before.
/// </summary>
/// <param name="file">Open for writing; stays open.</param>
/// <param name="start">Where it grows from, in bytes.</param>
internal sealed class GrowingFile(SafeFileHandle file, long start)
{
    // Far more than one write, far less than anybody misses while the file is written.
    private const long Step = 64 << 20;

    // Writers of one file wait for each other in the kernel anyway, and burn processor time there.
    private readonly Lock _writing = new();
    private long _reserved = start;
    private bool _reserves = true;

    /// <summary>
    /// Tells, one call at a time, that the file is about to be written up to <paramref name="end"/>. Never fails: a full
    /// disk is for the write itself to tell, which may need less than what would be set aside.
    /// </summary>
    public void Reserve(long end)
    {
        if (!_reserves || end <= _reserved)
        {
            return;
        }

        long target = end + Step;
        _reserves = Preallocation.TryReserve(file, _reserved, target - _reserved);
        _reserved = target;
    }

    /// <summary>Writes at <paramref name="position"/> (bytes), on any thread; a range that nothing was written to before.</summary>
    public void Write(long position, ReadOnlySpan<byte> data)
    {
        lock (_writing)
        {
            SparseBlock.Write(file, data, position);
        }
    }

    /// <summary>Writes a head and what it stands before, to a range that nothing was written to before.</summary>
    public void Write(long position, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        lock (_writing)
        {
            PieceWriter.Write(file, head, position);
            SparseBlock.Write(file, body, position + head.Length);
        }
    }

    /// <summary>Goes on with what stands behind a head.</summary>
    /// <param name="position">Where the body begins, in bytes.</param>
    /// <param name="body">The body, to where it is to be written.</param>
    /// <param name="start">Bytes of it that were written before.</param>
    public void WriteOn(long position, ReadOnlySpan<byte> body, int start)
    {
        lock (_writing)
        {
            SparseBlock.Write(file, body, start, position);
        }
    }
}

using System.Diagnostics;
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
/// <param name="direct">The way into it for large aligned writes where the page cache is slow; null for none.</param>
/// <param name="cache">How fast the page cache has been so far; null where nobody knows, and it is taken to be fast.</param>
internal sealed class GrowingFile(SafeFileHandle file, long start, DirectFile? direct = null, WritePace? cache = null)
{
    // Far more than one write, far less than anybody misses while the file is written.
    private const long Step = 64 << 20;

    // Writers of one file wait for each other in the kernel anyway, and burn processor time there.
    private readonly Lock _writing = new();
    private readonly WritePace _cache = cache ?? new WritePace(bytesPerSecond: 10e9);
    private long _reserved = start;
    private bool _reserves = true;

    // A virtual machine may have to get the cache's memory from its host first, page by page, while all who write wait for
    // each other. Twice, since many write past the cache at once, and the processor is free meanwhile.
    private bool IsCacheSlow => direct is not null && _cache.BytesPerSecond < 2 * direct.BytesPerSecond;

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
        for (int done = 0, end; done < data.Length; done = end)
        {
            end = SparseBlock.FindRunEnd(data, done, out bool isZero);
            if (!isZero)
            {
                WriteRun(position + done, data[done..end]);
            }
        }
    }

    /// <summary>Writes a head and what it stands before, to a range that nothing was written to before.</summary>
    public void Write(long position, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        WriteRun(position, head);
        Write(position + head.Length, body);
    }

    private void WriteRun(long position, ReadOnlySpan<byte> run)
    {
        if (IsCacheSlow && direct!.TryWrite(position, run))
        {
            return;
        }

        lock (_writing)
        {
            long begun = Stopwatch.GetTimestamp();
            PieceWriter.Write(file, run, position);
            if (run.Length >= DirectFile.MinLength)
            {
                _cache.Add(run.Length, begun);
            }
        }
    }
}

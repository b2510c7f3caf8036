using Microsoft.Win32.SafeHandles;

namespace Appliance.Benchmarks.Limits;

/// <summary>Reads and deflates the grains of a raw disk on all cores, and writes nothing.</summary>
/// <param name="file">The disk.</param>
/// <param name="ranges">Its data.</param>
internal sealed class DeflateLimit(SafeFileHandle file, IEnumerator<(long Start, long End)> ranges)
{
    private const int Level = 6;
    private const int GrainSize = 64 << 10;
    private const int Window = 1 << 20;

    private readonly Lock _lock = new();
    private long _position;
    private long _end;

    /// <summary>Deflates all data of <paramref name="source"/>.</summary>
    public static void Run(string source)
    {
        using SafeFileHandle file = File.OpenHandle(source);
        using IEnumerator<(long Start, long End)> ranges = DataRanges.Of(file).GetEnumerator();
        var limit = new DeflateLimit(file, ranges);
        Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(limit.Work))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }

    private void Work()
    {
        nint compressor = LibDeflate.AllocateCompressor(Level);
        byte[] data = new byte[Window], target = new byte[2 * GrainSize];
        while (Claim() is { Length: > 0 } piece)
        {
            RandomAccess.Read(file, data.AsSpan(0, piece.Length), piece.Start);
            for (int start = 0; start < piece.Length; start += GrainSize)
            {
                ReadOnlySpan<byte> grain = data.AsSpan(start, Math.Min(GrainSize, piece.Length - start));
                if (grain.ContainsAnyExcept((byte)0))
                {
                    LibDeflate.Compress(compressor, grain, (nuint)grain.Length, target, (nuint)target.Length);
                }
            }
        }
    }

    private (long Start, int Length) Claim()
    {
        lock (_lock)
        {
            if (_position == _end)
            {
                if (!ranges.MoveNext())
                {
                    return default;
                }

                (_position, _end) = ranges.Current;
            }

            int length = (int)Math.Min(Window, _end - _position);
            _position += length;
            return (_position - length, length);
        }
    }
}

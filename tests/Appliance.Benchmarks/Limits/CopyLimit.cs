using Microsoft.Win32.SafeHandles;

namespace Appliance.Benchmarks.Limits;

/// <summary>Copies the allocated bytes of a file, one behind the other, into space that was set aside.</summary>
internal static class CopyLimit
{
    // The size of pieces that costs Linux the least; larger ones are not steady on virtual machines.
    private const int Piece = 64 << 10;

    /// <summary>Copies the data of <paramref name="source"/>.</summary>
    public static void Run(string source, string target)
    {
        using SafeFileHandle from = File.OpenHandle(source);
        (long Start, long End)[] ranges = [.. DataRanges.Of(from)];
        long total = ranges.Sum(range => range.End - range.Start);
        using SafeFileHandle to = File.OpenHandle(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None, total);
        var buffer = new byte[Piece];
        long position = 0;
        foreach ((long start, long end) in ranges)
        {
            for (long at = start; at < end;)
            {
                Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(Piece - (position % Piece), end - at));
                int count = RandomAccess.Read(from, piece, at);
                RandomAccess.Write(to, piece[..count], position);
                at += count;
                position += count;
            }
        }
    }
}

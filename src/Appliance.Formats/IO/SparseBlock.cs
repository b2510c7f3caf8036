using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.IO;

/// <summary>Writes a block without its zeros, so that they become holes of the file.</summary>
internal static class SparseBlock
{
    // A hole saves no time below this, and splits the file into more pieces.
    private const int Grain = 64 * 1024;

    /// <summary>Writes what is not zero of <paramref name="data"/>, in units of 64 KiB, to a range that is a hole so far.</summary>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> data, long position)
    {
        for (int start = 0; start < data.Length;)
        {
            int end = FindRunEnd(data, start, out bool isZero);
            if (!isZero)
            {
                PieceWriter.Write(file, data[start..end], position + start);
            }

            start = end;
        }
    }

    private static int FindRunEnd(ReadOnlySpan<byte> data, int start, out bool isZero)
    {
        isZero = IsZeroGrain(data, start);
        int end = start + Grain;
        while (end < data.Length && IsZeroGrain(data, end) == isZero)
        {
            end += Grain;
        }

        return Math.Min(end, data.Length);
    }

    private static bool IsZeroGrain(ReadOnlySpan<byte> data, int start)
        => !data.Slice(start, Math.Min(Grain, data.Length - start)).ContainsAnyExcept((byte)0);
}

using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.IO;

/// <summary>Writes a block without its zeros, so that they become holes of the file.</summary>
internal static class SparseBlock
{
    // A hole saves no time below this, and splits the file into more pieces.
    private const int Grain = 64 * 1024;

    /// <summary>Writes what is not zero of <paramref name="block"/>, in units of 64 KiB, to a range that is a hole so far.</summary>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> block, long position) => Write(file, block, 0, position);

    /// <summary>Writes a block from <paramref name="start"/> on; its units are counted from its beginning all the same.</summary>
    /// <param name="file">The file.</param>
    /// <param name="block">The block, to where it is to be written.</param>
    /// <param name="start">Bytes of it that were written before.</param>
    /// <param name="position">Where the block, not what is written of it, begins in the file, in bytes.</param>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> block, int start, long position)
    {
        while (start < block.Length)
        {
            int end = FindRunEnd(block, start, out bool isZero);
            if (!isZero)
            {
                PieceWriter.Write(file, block[start..end], position + start);
            }

            start = end;
        }
    }

    private static int FindRunEnd(ReadOnlySpan<byte> block, int start, out bool isZero)
    {
        int end = UnitEnd(block, start);
        isZero = IsZero(block[start..end]);
        while (end < block.Length && IsZero(block[end..UnitEnd(block, end)]) == isZero)
        {
            end = UnitEnd(block, end);
        }

        return end;
    }

    private static int UnitEnd(ReadOnlySpan<byte> block, int start) => Math.Min(start - (start % Grain) + Grain, block.Length);

    private static bool IsZero(ReadOnlySpan<byte> unit) => !unit.ContainsAnyExcept((byte)0);
}

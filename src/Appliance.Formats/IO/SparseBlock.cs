namespace Appliance.Formats.IO;

/// <summary>Finds the runs of a block that are zero and those that are not, so that the first become holes of the file.</summary>
internal static class SparseBlock
{
    // A hole saves no time below this, and splits the file into more pieces.
    private const int Grain = 64 * 1024;

    /// <summary>The end of the run that begins at <paramref name="start"/>, in units of 64 KiB counted from the block's beginning.</summary>
    /// <param name="block">The block.</param>
    /// <param name="start">Where the run begins in it, in bytes.</param>
    /// <param name="isZero">Whether all of the run is zero; otherwise none of its units is.</param>
    public static int FindRunEnd(ReadOnlySpan<byte> block, int start, out bool isZero)
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

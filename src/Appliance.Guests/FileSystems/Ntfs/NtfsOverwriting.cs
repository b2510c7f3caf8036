using System.Buffers;

namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>Gives a file new content over the old, and writes only what differs: of a registry hive, some pages of many megabytes.</summary>
internal static class NtfsOverwriting
{
    // A cluster of most volumes.
    private const int PageSize = 4 << 10;

    /// <summary>Writes <paramref name="piece"/> at an offset (bytes) where the file has as much already.</summary>
    internal static void Write(NtfsAttribute data, long offset, ReadOnlySpan<byte> piece)
    {
        byte[] there = ArrayPool<byte>.Shared.Rent(piece.Length);
        try
        {
            data.ReadExactly(offset, there.AsSpan(0, piece.Length));
            WriteDiffering(data, offset, piece, there.AsSpan(0, piece.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(there);
        }
    }

    private static void WriteDiffering(NtfsAttribute data, long offset, ReadOnlySpan<byte> piece, ReadOnlySpan<byte> there)
    {
        for (int start = 0, end; start < piece.Length; start = end)
        {
            bool differs = Differs(piece, there, start);
            end = start + PageSize;
            while (end < piece.Length && Differs(piece, there, end) == differs)
            {
                end += PageSize;
            }

            end = Math.Min(end, piece.Length);
            if (differs)
            {
                data.Write(offset + start, piece[start..end]);
            }
        }
    }

    private static bool Differs(ReadOnlySpan<byte> piece, ReadOnlySpan<byte> there, int start)
    {
        int length = Math.Min(PageSize, piece.Length - start);
        return !piece.Slice(start, length).SequenceEqual(there.Slice(start, length));
    }
}

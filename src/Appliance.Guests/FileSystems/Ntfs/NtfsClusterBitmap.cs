using System.Numerics;
using System.Runtime.InteropServices;
using Appliance.Formats;

namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>$Bitmap: a bit for each cluster in use.</summary>
internal static class NtfsClusterBitmap
{
    /// <summary>Its inode.</summary>
    internal const ulong Inode = 6;

    /// <summary>Counts the clusters that are free.</summary>
    internal static long CountFree(NtfsSession session)
    {
        using NtfsInode inode = session.Open(Inode);
        using NtfsAttribute? bitmap = inode.TryOpen(NtfsAttributeType.Data);
        long clusters = session.Shape.Clusters;
        long length = (clusters + 7) / 8;
        if (bitmap is null || bitmap.Length < length)
        {
            throw new InvalidImageException(session.Name, $"$Bitmap has {bitmap?.Length} bytes for {clusters} clusters");
        }

        long used = 0;
        var buffer = new byte[256 << 10];
        for (long offset = 0; offset < length; offset += buffer.Length)
        {
            Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - offset));
            bitmap.ReadExactly(offset, piece);
            if (offset + piece.Length == length && clusters % 8 != 0)
            {
                piece[^1] &= (byte)((1 << (int)(clusters % 8)) - 1);
            }

            used += CountBits(piece);
        }

        return clusters - used;
    }

    private static long CountBits(ReadOnlySpan<byte> bytes)
    {
        long count = 0;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
        {
            count += BitOperations.PopCount(word);
        }

        foreach (byte rest in bytes[(words.Length * sizeof(ulong))..])
        {
            count += BitOperations.PopCount(rest);
        }

        return count;
    }
}

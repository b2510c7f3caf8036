using System.Buffers;
using Appliance.Formats.Disks;
using Appliance.Formats.IO.Compression;
using Appliance.Formats.IO.Zstd;

namespace Appliance.Formats.Qcow2;

/// <summary>Reads compressed clusters: bare deflate or a zstd frame that starts at any byte of the file and ends within a sector.</summary>
internal static class Qcow2Cluster
{
    private const int Sector = 512;

    /// <summary>Reads part of the cluster behind a second-level entry.</summary>
    /// <param name="file">The image.</param>
    /// <param name="header">Its sizes.</param>
    /// <param name="entry">The entry, with the compressed bit set.</param>
    /// <param name="within">Where in the cluster to start, in bytes.</param>
    /// <param name="target">Receives the bytes; ends within the cluster. A whole cluster is decoded in place.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="InvalidImageException">The data is damaged, or lies outside of the file.</exception>
    public static async ValueTask ReadAsync(
        Disk file, Qcow2Header header, ulong entry, int within, Memory<byte> target, CancellationToken cancellationToken)
    {
        // The low bits are the offset, those above it the sectors beyond the one where the data starts.
        int offsetBits = 62 - (header.ClusterBits - 8);
        long position = (long)(entry & ((1UL << offsetBits) - 1));
        int sectors = (int)((entry >> offsetBits) & ((1UL << (62 - offsetBits)) - 1)) + 1;
        int length = (int)Math.Clamp(file.Length - position, 0, (sectors * Sector) - (position % Sector));
        byte[] stored = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            await file.ReadStructureAsync(position, stored.AsMemory(0, length), "compressed cluster", cancellationToken);
            if (!Decode(header, stored.AsSpan(0, length), within, target.Span))
            {
                throw new InvalidImageException(file.Name, position, "the compressed cluster is damaged");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    private static bool Decode(Qcow2Header header, ReadOnlySpan<byte> stored, int within, Span<byte> target)
    {
        if (target.Length == header.ClusterSize)
        {
            return DecodeWhole(header, stored, target);
        }

        byte[] cluster = ArrayPool<byte>.Shared.Rent(header.ClusterSize);
        try
        {
            bool sound = DecodeWhole(header, stored, cluster.AsSpan(0, header.ClusterSize));
            cluster.AsSpan(within, target.Length).CopyTo(target);
            return sound;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(cluster);
        }
    }

    private static bool DecodeWhole(Qcow2Header header, ReadOnlySpan<byte> stored, Span<byte> cluster)
        => header.UsesZstd ? ZstdDecoder.TryFill(stored, cluster) : DeflateDecoder.TryFill(stored, cluster);
}

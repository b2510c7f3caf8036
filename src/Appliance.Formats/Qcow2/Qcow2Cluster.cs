using System.Buffers;
using System.IO.Compression;
using Appliance.Formats.Disks;
using Appliance.Formats.IO.Zstd;

namespace Appliance.Formats.Qcow2;

/// <summary>Reads compressed clusters: bare deflate that starts at any byte of the file and ends within a sector.</summary>
internal static class Qcow2Cluster
{
    private const int Sector = 512;

    /// <summary>Reads part of the cluster behind a second-level entry.</summary>
    /// <param name="file">The image.</param>
    /// <param name="header">Its sizes.</param>
    /// <param name="entry">The entry, with the compressed bit set.</param>
    /// <param name="within">Where in the cluster to start, in bytes.</param>
    /// <param name="target">Receives the bytes; ends within the cluster.</param>
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
        byte[] cluster = ArrayPool<byte>.Shared.Rent(header.ClusterSize);
        try
        {
            await file.ReadStructureAsync(position, stored.AsMemory(0, length), "compressed cluster", cancellationToken);
            if (!Inflate(header, file.Name, stored.AsSpan(0, length), cluster.AsSpan(0, header.ClusterSize)))
            {
                throw new InvalidImageException(file.Name, position, "the compressed cluster is damaged");
            }

            cluster.AsSpan(within, target.Length).CopyTo(target.Span);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
            ArrayPool<byte>.Shared.Return(cluster);
        }
    }

    private static unsafe bool Inflate(Qcow2Header header, string file, ReadOnlySpan<byte> stored, Span<byte> cluster)
    {
        fixed (byte* start = stored)
        {
            using var memory = new UnmanagedMemoryStream(start, stored.Length);
            using Stream content = Open(header, file, memory);
            try
            {
                return content.ReadAtLeast(cluster, cluster.Length, throwOnEndOfStream: false) == cluster.Length;
            }
            catch (InvalidDataException)
            {
                return false;
            }
        }
    }

    private static Stream Open(Qcow2Header header, string file, Stream stored)
        => header.UsesZstd ? new ZstdDecompressionStream(stored, file) : new DeflateStream(stored, CompressionMode.Decompress);
}

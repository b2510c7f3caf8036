using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Appliance.Formats.Disks;

/// <summary>
/// The digest of what a guest sees on a disk: the same for the same bytes in any format, with or without holes, whatever
/// zeros a format adds at the end. docs/content-digest.md says how it is computed, so that others can check it.
/// </summary>
/// <remarks>
/// Chunks may come on any threads and in any order, each once. What is kept is 32 bytes for each chunk that is not zero:
/// 32 MiB for each TiB of data, next to nothing for holes. That is the price of taking any order, and of telling which
/// chunk differs without reading a disk again.
/// </remarks>
public sealed class ContentDigest
{
    /// <summary>Bytes of disk behind each hash.</summary>
    public const int ChunkSize = 1 << 20;

    private const string Prefix = "chunks-sha256:";

    private readonly ChunkHashes _hashes;

    /// <summary>Starts the digest of a disk of <paramref name="length"/> bytes, all zero so far.</summary>
    public ContentDigest(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _hashes = new ChunkHashes((length / ChunkSize) + 1);
    }

    /// <summary>Reads a disk, on all cores and never its holes, and takes its digest.</summary>
    /// <param name="disk">Stays open.</param>
    /// <param name="workers">Threads to use, at least one.</param>
    /// <param name="progress">Called from any thread after each block.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageException">The disk is damaged.</exception>
    public static async Task<ContentDigest> OfAsync(
        Disk disk, int workers, Action<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(disk);
        var digest = new ContentDigest(disk.Length);
        await using var nowhere = new NullWriter(ChunkSize);
        await using var writer = new DigestingWriter(nowhere, digest);
        await DiskCopier.CopyAsync(disk, writer, workers, progress, cancellationToken);
        return digest;
    }

    /// <summary>Takes bytes of the disk; any thread may, for other chunks than anybody else at the time.</summary>
    /// <param name="offset">Where they start, a multiple of <see cref="ChunkSize"/>.</param>
    /// <param name="data">Whole chunks; the last one of the disk may be short.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bytes do not start with a chunk, or lie beyond the disk's end.</exception>
    public void Add(long offset, ReadOnlySpan<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(offset % ChunkSize, 0);
        for (long number = offset / ChunkSize; !data.IsEmpty; number++)
        {
            ReadOnlySpan<byte> chunk = data[..Math.Min(ChunkSize, data.Length)];
            if (chunk.ContainsAnyExcept((byte)0))
            {
                Hash(chunk, _hashes.SlotOf(number));
            }

            data = data[chunk.Length..];
        }
    }

    /// <summary>Takes a chunk that is known to be the same on another disk, without hashing it again.</summary>
    /// <param name="offset">Where it starts, a multiple of <see cref="ChunkSize"/>.</param>
    /// <param name="other">The digest of the other disk, which has taken the chunk.</param>
    public void AddSame(long offset, ContentDigest other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other._hashes[offset / ChunkSize].CopyTo(_hashes.SlotOf(offset / ChunkSize));
    }

    /// <summary>The digest of all that has come, as text: <c>chunks-sha256:</c> and 64 hexadecimal digits.</summary>
    public string Compute()
    {
        using var outer = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var entry = new byte[sizeof(long) + ChunkHashes.HashSize];
        foreach (long number in _hashes.Numbers)
        {
            BinaryPrimitives.WriteInt64BigEndian(entry, number);
            _hashes[number].CopyTo(entry.AsSpan(sizeof(long)));
            outer.AppendData(entry);
        }

        return Prefix + Convert.ToHexStringLower(outer.GetHashAndReset());
    }

    /// <summary>Offset of the first chunk that is not the same on both disks, in bytes; null where there is none.</summary>
    public long? FindDifference(ContentDigest other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _hashes.FindDifference(other._hashes) * ChunkSize;
    }

    /// <summary>SHA-256 of a chunk; a short one is filled up with zeros, as formats with larger units do it.</summary>
    private static void Hash(ReadOnlySpan<byte> chunk, Span<byte> target)
    {
        if (chunk.Length == ChunkSize)
        {
            SHA256.HashData(chunk, target);
            return;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        Span<byte> whole = buffer.AsSpan(0, ChunkSize);
        chunk.CopyTo(whole);
        whole[chunk.Length..].Clear();
        SHA256.HashData(whole, target);
        ArrayPool<byte>.Shared.Return(buffer);
    }
}

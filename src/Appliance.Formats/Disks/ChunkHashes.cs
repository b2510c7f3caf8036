using System.Security.Cryptography;

namespace Appliance.Formats.Disks;

/// <summary>
/// The SHA-256 of every chunk of a disk, in pages that are made when one of their chunks is first set. A chunk that is not
/// set reads as zeros, which no known chunk hashes to.
/// </summary>
/// <remarks>Any thread may set, each another chunk.</remarks>
internal sealed class ChunkHashes
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashSize = SHA256.HashSizeInBytes;

    private const int ChunksPerPage = 1024;

    private static readonly byte[] EmptyPage = new byte[ChunksPerPage * HashSize];

    private readonly byte[]?[] _pages;

    /// <summary>Makes room for <paramref name="count"/> chunks.</summary>
    public ChunkHashes(long count) => _pages = new byte[]?[(count + ChunksPerPage - 1) / ChunksPerPage];

    /// <summary>Numbers of the chunks that are set, ascending.</summary>
    public IEnumerable<long> Numbers
    {
        get
        {
            for (long number = 0; number < (long)_pages.Length * ChunksPerPage; number++)
            {
                if (_pages[number / ChunksPerPage] is null)
                {
                    number += ChunksPerPage - 1;
                }
                else if (IsSet(number))
                {
                    yield return number;
                }
            }
        }
    }

    /// <summary>The hash of a chunk; zeros where it is not set.</summary>
    public ReadOnlySpan<byte> this[long number]
        => PageAt(number / ChunksPerPage).Slice((int)(number % ChunksPerPage) * HashSize, HashSize);

    /// <summary>Where the hash of a chunk goes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such chunk.</exception>
    public Span<byte> SlotOf(long number)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, (long)_pages.Length * ChunksPerPage);
        ref byte[]? page = ref _pages[number / ChunksPerPage];
        if (Volatile.Read(ref page) is null)
        {
            Interlocked.CompareExchange(ref page, new byte[EmptyPage.Length], null);
        }

        return page.AsSpan((int)(number % ChunksPerPage) * HashSize, HashSize);
    }

    /// <summary>Number of the first chunk whose hashes differ; null where there is none.</summary>
    public long? FindDifference(ChunkHashes other)
    {
        for (long page = 0; page < Math.Max(_pages.Length, other._pages.Length); page++)
        {
            int same = PageAt(page).CommonPrefixLength(other.PageAt(page));
            if (same < EmptyPage.Length)
            {
                return (page * ChunksPerPage) + (same / HashSize);
            }
        }

        return null;
    }

    private bool IsSet(long number) => this[number].ContainsAnyExcept((byte)0);

    private ReadOnlySpan<byte> PageAt(long page) => page < _pages.Length && _pages[page] is { } known ? known : EmptyPage;
}

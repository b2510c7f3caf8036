using System.Buffers;
using Appliance.Formats.Disks;

namespace Appliance.Formats.Vmdk;

/// <summary>
/// A sparse extent whose grains are compressed, as in streamOptimized files. Grains that follow each other in the file
/// are read at once and inflated straight into the caller's buffer.
/// </summary>
internal sealed class VmdkCompressedDisk(Disk file, VmdkSparseHeader header, VmdkGrainDirectory directory, long length)
    : VmdkSparseDisk(file, header, directory, length)
{
    // A copy reads 2 MiB of disk at a time, which takes a little more where nothing can be compressed.
    private const int MaxRun = 4 << 20;

    private readonly VmdkGrainDecoder _decoder = new(file.Name, header);

    /// <inheritdoc/>
    protected override async ValueTask ReadGrainsAsync(
        VmdkGrainTable table, int first, int start, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        for (int grain = first; !buffer.IsEmpty;)
        {
            VmdkStoredRun run = FindRun(table, grain, VmdkUnits.DivideUp(start + (long)buffer.Length, Header.GrainSize));
            int count = (int)Math.Min(buffer.Length, (run.Count * Header.GrainSize) - start);
            byte[] stored = ArrayPool<byte>.Shared.Rent(run.Length);
            try
            {
                await Inner.ReadAsync(run.Place, stored.AsMemory(0, run.Length), cancellationToken);
                Inflate(table, grain, run, stored, start, buffer.Span[..count]);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(stored);
            }

            buffer = buffer[count..];
            grain += run.Count;
            start = 0;
        }
    }

    /// <summary>How many grains, of <paramref name="wanted"/>, lie behind each other in the file, near enough for one read.</summary>
    private VmdkStoredRun FindRun(VmdkGrainTable table, int first, long wanted)
    {
        long place = PlaceOf(table, first, _decoder.HeadSize);
        long last = place;
        int count = 1;
        while (count < wanted && Next() is long next && IsNear(last, next) && next + _decoder.MaxStoredSize - place <= MaxRun)
        {
            last = next;
            count++;
        }

        long end = Math.Min(Next() ?? long.MaxValue, Math.Min(last + _decoder.MaxStoredSize, Inner.Length));
        return new VmdkStoredRun(place, (int)(end - place), count);

        // The grain behind the run, if its data is stored behind it in the file.
        long? Next() => first + count < table.Count && StoredAt(table, first + count) is var at && at > last ? at : null;
    }

    private bool IsNear(long last, long next)
        => next <= Math.Min(last + _decoder.MaxStoredSize, Inner.Length - _decoder.HeadSize);

    private void Inflate(VmdkGrainTable table, int first, VmdkStoredRun run, byte[] stored, int start, Span<byte> target)
    {
        for (int i = 0; i < run.Count; i++)
        {
            long place = StoredAt(table, first + i);
            long end = i + 1 < run.Count ? StoredAt(table, first + i + 1) : run.Place + run.Length;
            ReadOnlySpan<byte> bytes = stored.AsSpan((int)(place - run.Place), (int)(end - place));
            long grain = ((long)table.Index * table.Count) + first + i;
            int count = (int)Math.Min(target.Length, Header.GrainSize - start);
            InflateOne(grain, place, bytes, start, target[..count]);
            target = target[count..];
            start = 0;
        }
    }

    private void InflateOne(long grain, long place, ReadOnlySpan<byte> stored, int start, Span<byte> target)
    {
        if (target.Length == Header.GrainSize)
        {
            _decoder.Decode(grain, place, stored, target, target.Length);
            return;
        }

        byte[] whole = ArrayPool<byte>.Shared.Rent((int)Header.GrainSize);
        try
        {
            int needed = (int)Math.Min(Header.GrainSize, Length - (grain * Header.GrainSize));
            _decoder.Decode(grain, place, stored, whole.AsSpan(0, (int)Header.GrainSize), needed);
            whole.AsSpan(start, target.Length).CopyTo(target);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private static long StoredAt(VmdkGrainTable table, int grain) => (long)table[grain] * VmdkUnits.Sector;
}

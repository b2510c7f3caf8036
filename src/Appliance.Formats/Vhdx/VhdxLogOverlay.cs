using Appliance.Formats.Disks;

namespace Appliance.Formats.Vhdx;

/// <summary>
/// The file as it would be after its log was replayed, without writing to it: sectors and zero runs from the log cover
/// what lies in the file; a later one covers an earlier one.
/// </summary>
internal sealed class VhdxLogOverlay(Disk file, long length) : DiskLayer(file)
{
    // A log that writes more zero runs than this is no log of a crash; each of them costs time on every read.
    private const int MaxZeroRuns = 4096;
    private static readonly byte[] Zeros = new byte[VhdxLogEntry.Sector];

    private readonly Dictionary<long, (int Order, byte[] Data)> _sectors = [];
    private readonly List<(int Order, long Start, long End)> _zeroRuns = [];
    private int _order;

    /// <inheritdoc/>
    public override long Length { get; } = Math.Max(file.Length, length);

    /// <summary>Covers one 4 KiB sector.</summary>
    public void Put(long offset, byte[] sector) => _sectors[offset] = (_order++, sector);

    /// <summary>Covers a run with zeros.</summary>
    /// <exception cref="InvalidImageException">There are too many of them.</exception>
    public void PutZeros(long offset, long count)
    {
        if (_zeroRuns.Count == MaxZeroRuns)
        {
            throw new InvalidImageException(Name, $"the log writes more than {MaxZeroRuns} runs of zeros");
        }

        _zeroRuns.Add((_order++, offset, offset + count));
    }

    /// <inheritdoc/>
    protected override async ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int inFile = (int)Math.Clamp(Inner.Length - offset, 0, buffer.Length);
        await Inner.ReadAsync(Math.Min(offset, Inner.Length - inFile), buffer[..inFile], cancellationToken);
        buffer.Span[inFile..].Clear();
        long end = offset + buffer.Length;
        for (long at = offset / VhdxLogEntry.Sector * VhdxLogEntry.Sector; at < end; at += VhdxLogEntry.Sector)
        {
            Cover(at, offset, buffer.Span);
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
        => new(new Extent(offset, Length - offset, ExtentKind.Data));

    /// <summary>Lays what the log holds for the sector at <paramref name="at"/> over a buffer that starts at <paramref name="start"/>.</summary>
    private void Cover(long at, long start, Span<byte> buffer)
    {
        (int order, byte[]? cover) = _sectors.TryGetValue(at, out (int, byte[]) sector) ? sector : (-1, null);

        foreach ((int Order, long Start, long End) run in _zeroRuns)
        {
            if (run.Order > order && at >= run.Start && at < run.End)
            {
                (order, cover) = (run.Order, Zeros);
            }
        }

        if (cover is not null)
        {
            long from = Math.Max(at, start);
            long to = Math.Min(at + VhdxLogEntry.Sector, start + buffer.Length);
            cover.AsSpan((int)(from - at), (int)(to - from)).CopyTo(buffer[(int)(from - start)..]);
        }
    }
}

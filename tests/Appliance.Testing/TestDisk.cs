using Appliance.Formats.Disks;

namespace Appliance.Testing;

/// <summary>A disk in memory. Runs of zeros of a whole sector are told as absent, so that extents matter in tests.</summary>
public sealed class TestDisk : Disk
{
    private const int Sector = 512;
    private readonly byte[] _content;
    private readonly bool _allData;

    /// <summary>Shows <paramref name="content"/>.</summary>
    public TestDisk(byte[] content, string name = "test", bool allData = false)
    {
        _content = content;
        _allData = allData;
        Name = name;
    }

    public override string Name { get; }

    public override long Length => _content.Length;

    /// <summary>Bytes that were asked for so far.</summary>
    public long BytesRead => _bytesRead;

    private long _bytesRead;

    /// <summary>Random, incompressible bytes; the same for the same seed.</summary>
    public static byte[] RandomBytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>
    /// Bytes in runs of random data, text-like data and zeros, of lengths that respect no boundary: what a file system
    /// leaves on a disk.
    /// </summary>
    public static byte[] Mixed(int length, int seed = 1)
    {
        var random = new Random(seed);
        var bytes = new byte[length];
        for (int at = 0; at < length;)
        {
            int run = Math.Min(length - at, random.Next(1, 300_000));
            Span<byte> part = bytes.AsSpan(at, run);
            switch (random.Next(3))
            {
                case 0: random.NextBytes(part); break;
                case 1: part.Fill((byte)random.Next(1, 256)); break;
                default: break;
            }

            at += run;
        }

        return bytes;
    }

    protected override ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _content.AsSpan((int)offset, buffer.Length).CopyTo(buffer.Span);
        Interlocked.Add(ref _bytesRead, buffer.Length);
        return ValueTask.CompletedTask;
    }

    protected override ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
    {
        if (_allData)
        {
            return base.FindExtentCoreAsync(offset, cancellationToken);
        }

        bool zero = IsZeroSector(offset);
        long end = offset;
        while (end < Length && IsZeroSector(end) == zero)
        {
            end = Math.Min(Length, (end / Sector * Sector) + Sector);
        }

        return new(new Extent(offset, end - offset, zero ? ExtentKind.Absent : ExtentKind.Data));
    }

    private bool IsZeroSector(long offset)
    {
        int start = (int)(offset / Sector * Sector);
        int length = Math.Min(Sector, _content.Length - start);
        return !_content.AsSpan(start, length).ContainsAnyExcept((byte)0);
    }
}

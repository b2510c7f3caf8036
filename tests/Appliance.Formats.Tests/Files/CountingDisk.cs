using Appliance.Formats.Disks;

namespace Appliance.Formats.Tests.Files;

/// <summary>Counts how often each byte below is read.</summary>
internal sealed class CountingDisk(Disk inner) : DiskLayer(inner)
{
    private readonly int[] _reads = new int[inner.Length];

    /// <summary>Bytes that were read <paramref name="times"/> times.</summary>
    public int CountOf(int times) => _reads.Count(count => count == times);

    /// <summary>How often the most-read byte was read.</summary>
    public int Most => _reads.Max();

    protected override ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        lock (_reads)
        {
            foreach (ref int count in _reads.AsSpan((int)offset, buffer.Length))
            {
                count++;
            }
        }

        return base.ReadCoreAsync(offset, buffer, cancellationToken);
    }
}

using Appliance.Formats.Disks;

namespace Appliance.Formats.Tests.Vmdk;

/// <summary>Counts the reads of the file below.</summary>
internal sealed class WatchedDisk(Disk inner) : DiskLayer(inner)
{
    public int Reads { get; private set; }

    public long Bytes { get; private set; }

    protected override ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        Reads++;
        Bytes += buffer.Length;
        return base.ReadCoreAsync(offset, buffer, cancellationToken);
    }
}

using Appliance.Formats.Disks;

namespace Appliance.Formats.Tests.Vhd;

/// <summary>A disk of any size that holds data in its last sector only.</summary>
internal sealed class LastBlockDisk(long length) : Disk
{
    public const byte Filler = 0x5A;

    private const int Sector = 512;

    public override string Name => "last";

    public override long Length => length;

    protected override ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        buffer.Span.Clear();
        int zeros = (int)Math.Clamp(length - Sector - offset, 0, buffer.Length);
        buffer.Span[zeros..].Fill(Filler);
        return ValueTask.CompletedTask;
    }

    protected override ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
        => new(offset < length - Sector
            ? new Extent(offset, length - Sector - offset, ExtentKind.Zero)
            : new Extent(offset, length - offset, ExtentKind.Data));
}

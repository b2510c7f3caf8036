using Appliance.Formats.Disks;

namespace Appliance.Formats.Tests.Qcow2;

/// <summary>A huge disk that holds one sector of data at the start of every <paramref name="step"/> bytes.</summary>
internal sealed class ScatteredDisk(long length, long step) : Disk
{
    private const int Sector = 512;

    public override string Name => "scattered";

    public override long Length => length;

    protected override ValueTask ReadCoreAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        for (int i = 0; i < buffer.Length; i++)
        {
            buffer.Span[i] = (byte)((offset + i) % step < Sector ? 0xA5 : 0);
        }

        return ValueTask.CompletedTask;
    }

    protected override ValueTask<Extent> FindExtentCoreAsync(long offset, CancellationToken cancellationToken)
    {
        long within = offset % step;
        bool data = within < Sector;
        long end = offset - within + (data ? Sector : step);
        return new(new Extent(offset, Math.Min(end, length) - offset, data ? ExtentKind.Data : ExtentKind.Absent));
    }
}

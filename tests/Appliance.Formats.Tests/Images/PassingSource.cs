using Appliance.Formats.Disks;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Tests.Images;

/// <summary>A source whose disks come by once, as out of a pipe.</summary>
internal sealed class PassingSource(IMachineSource inner) : IMachineSource
{
    public string Name => inner.Name;

    public string Format => inner.Format;

    public MachineGroup Group => inner.Group;

    public ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
        => throw new NotSupportedException("the disk cannot be read at random");

    public async ValueTask<DiskContent> OpenContentAsync(MachineDisk disk, CancellationToken cancellationToken)
        => new PassingContent(await inner.OpenContentAsync(disk, cancellationToken));

    public ValueTask VerifyAsync(CancellationToken cancellationToken) => inner.VerifyAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class PassingContent(DiskContent content) : DiskContent
    {
        public override string Name => content.Name;

        public override long Length => content.Length;

        public override Task<long> CopyToAsync(
            DiskWriter target, int workers, Action<CopyProgress>? progress, CancellationToken cancellationToken)
            => content.CopyToAsync(target, workers, progress, cancellationToken);

        public override async ValueTask DisposeAsync()
        {
            await content.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}

using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Testing;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>A machine with one disk, which comes by only once.</summary>
internal sealed class OnceSource(byte[] content) : IMachineSource
{
    public static MachineGroup Machines { get; } = new()
    {
        Name = "web",
        Machines = [new Machine { Id = "vm", Name = "web", Memory = 1 << 30, Disks = [new MachineDisk { Id = "disk", Name = "system" }] }],
    };

    public string Name => "web.ova";

    public string Format => "OVA";

    public MachineGroup Group => Machines;

    public bool CanReadAtRandom => false;

    /// <summary>Whether any of its content was asked for.</summary>
    public bool WasOpened { get; private set; }

    public ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken) => throw new NotSupportedException("it comes by only once");

    public ValueTask<DiskContent> OpenContentAsync(MachineDisk disk, CancellationToken cancellationToken)
    {
        WasOpened = true;
        return new(new Passing(content));
    }

    public ValueTask VerifyAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Passing(byte[] content) : DiskContent
    {
        public override string Name => "web.ova:system";

        public override long Length => content.Length;

        public override Task<long> CopyToAsync(DiskWriter target, int workers, Action<CopyProgress>? progress, CancellationToken cancellationToken)
            => DiskCopier.CopyAsync(new TestDisk(content), target, workers, progress, cancellationToken);
    }
}

using Appliance.Formats.Disks;
using Appliance.Formats.Machines;

namespace Appliance.Converter.Tests.Verifying;

/// <summary>One machine with the disks of two sources.</summary>
internal sealed class PairSource(IMachineSource first, IMachineSource second) : IMachineSource
{
    public string Name => "pair";

    public string Format => "two sources";

    public MachineGroup Group { get; } = new()
    {
        Name = "pair",
        Machines = [new Machine { Id = "pair", Name = "pair", Disks = [.. first.Group.Disks, .. second.Group.Disks] }],
    };

    public ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken)
        => (first.Group.Disks.Contains(disk) ? first : second).OpenDiskAsync(disk, cancellationToken);

    public ValueTask VerifyAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await first.DisposeAsync();
        await second.DisposeAsync();
    }
}

using Appliance.Formats.Disks;
using Appliance.Formats.Machines;

namespace Appliance.Testing;

/// <summary>Machines whose disks lie in memory, or anywhere a test wants them.</summary>
public sealed class MemorySource(MachineGroup group, IReadOnlyDictionary<string, Disk> disks) : IMachineSource
{
    public string Name => "test.ova";

    public string Format => "OVA";

    public MachineGroup Group => group;

    public bool CanReadAtRandom { get; init; } = true;

    /// <summary>One machine with these disks, named disk0, disk1...</summary>
    public static MemorySource Of(params Disk[] disks) => Of(new Machine { Id = "vm", Name = "web01" }, disks);

    /// <summary>This machine with these disks.</summary>
    public static MemorySource Of(Machine machine, params Disk[] disks)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(disks);
        MachineDisk[] records = [.. disks.Select((disk, i) => new MachineDisk { Id = $"disk{i}", Name = $"disk {i}", Capacity = disk.Length })];
        var group = new MachineGroup { Name = machine.Name, Machines = [machine with { Disks = records }] };
        return new MemorySource(group, disks.Select((disk, i) => (disk, i)).ToDictionary(pair => $"disk{pair.i}", pair => pair.disk));
    }

    public ValueTask<Disk> OpenDiskAsync(MachineDisk disk, CancellationToken cancellationToken) => new(disks[disk!.Id]);

    public ValueTask<long> MeasureDiskAsync(MachineDisk disk, CancellationToken cancellationToken) => new(disks[disk!.Id].Length);

    public ValueTask VerifyAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

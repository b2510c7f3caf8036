using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>How many controllers of a kind a machine of VMware takes, and what each has room for (vSphere "Configuration Maximums").</summary>
/// <param name="Bus">The kind.</param>
/// <param name="Controllers">Controllers in a machine.</param>
/// <param name="Units">Addresses on a controller.</param>
internal sealed record OvfVmwareBus(DiskBus Bus, int Controllers, int Units)
{
    // A SCSI controller has an address on its own bus.
    private const int HostAdapter = 7;

    private static readonly OvfVmwareBus[] All =
    [
        new(DiskBus.Ide, 2, 2), new(DiskBus.Scsi, 4, 16), new(DiskBus.Sata, 4, 30), new(DiskBus.Nvme, 4, 15),
    ];

    /// <summary>Every place for a disk, in order.</summary>
    public IEnumerable<OvfVmwareSlot> Slots
        => from controller in Enumerable.Range(0, Controllers)
           from unit in Enumerable.Range(0, Units)
           where Bus != DiskBus.Scsi || unit != HostAdapter
           select new OvfVmwareSlot(Bus, controller, unit);

    /// <summary>The limits of a kind that VMware has.</summary>
    public static OvfVmwareBus Of(DiskBus bus) => All.First(limits => limits.Bus == bus);
}
